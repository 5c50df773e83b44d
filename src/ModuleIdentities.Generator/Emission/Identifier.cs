using Microsoft.CodeAnalysis.CSharp;

namespace ModuleIdentities.Generator.Emission;

/// <summary>Names as C# source.</summary>
internal static class Identifier
{
    /// <summary>A member or parameter name.</summary>
    public static string Escape(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    /// <summary>A type name, for which words such as <c>record</c> and <c>partial</c> are keywords too.</summary>
    public static string EscapeType(string name) =>
        SyntaxFacts.GetContextualKeywordKind(name) == SyntaxKind.None ? Escape(name) : "@" + name;

    /// <summary>A dotted namespace name.</summary>
    public static string EscapeNamespace(string name)
    {
        string[] parts = name.Split('.');
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = EscapeType(parts[i]);
        }

        return string.Join(".", parts);
    }
}
