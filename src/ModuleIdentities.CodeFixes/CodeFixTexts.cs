using System.Resources;
using Microsoft.CodeAnalysis;

namespace ModuleIdentities.CodeFixes;

/// <summary>The texts of <c>CodeFixTexts.resx</c>, for the language of the editor.</summary>
internal static class CodeFixTexts
{
    private static readonly ResourceManager Manager = new(typeof(CodeFixTexts));

    public static string MakePartial(string type) =>
        new LocalizableResourceString(nameof(MakePartial), Manager, typeof(CodeFixTexts), type).ToString(null);
}
