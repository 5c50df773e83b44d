using System.Resources;

namespace ModuleIdentities.Generator.Diagnostics;

/// <summary>The texts of <c>DiagnosticTexts.resx</c>, for the language of the build or the editor.</summary>
internal static class DiagnosticTexts
{
    public static readonly ResourceManager Manager = new(typeof(DiagnosticTexts));
}
