using System.Resources;
using Microsoft.CodeAnalysis;

namespace ModuleIdentities.Generator.Diagnostics;

/// <summary>The texts of <c>DiagnosticTexts.resx</c>, for the language of the build or the editor.</summary>
internal static class DiagnosticTexts
{
    public static readonly ResourceManager Manager = new(typeof(DiagnosticTexts));

    /// <summary>A part of a message.</summary>
    public static LocalizableString Get(string name, params string[] arguments) =>
        new LocalizableResourceString(name, Manager, typeof(DiagnosticTexts), arguments);
}
