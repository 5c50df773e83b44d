using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>
/// Reads the documentation of a declaration from its source: a build that writes no documentation file hands comments on as they are, and the
/// compiler then knows none.
/// </summary>
internal static class DocumentationText
{
    /// <summary>The longest description of DTDL, in characters (DTDL v3, "Interface" and others).</summary>
    private const int Longest = 512;

    /// <summary>The summary of a symbol, as plain text; <see langword="null"/> when it has none.</summary>
    public static string? Summary(ISymbol symbol, CancellationToken cancellationToken) => Find(symbol, "summary", null, cancellationToken);

    /// <summary>What is said of what a method returns; <see langword="null"/> for nothing.</summary>
    public static string? Returns(IMethodSymbol method, CancellationToken cancellationToken) => Find(method, "returns", null, cancellationToken);

    /// <summary>What is said of a parameter; <see langword="null"/> for nothing.</summary>
    public static string? OfParameter(ISymbol owner, string name, CancellationToken cancellationToken) => Find(owner, "param", name, cancellationToken);

    private static string? Find(ISymbol symbol, string element, string? name, CancellationToken cancellationToken)
    {
        foreach (SyntaxReference reference in symbol.DeclaringSyntaxReferences)
        {
            SyntaxNode node = reference.GetSyntax(cancellationToken);
            if (node is ParameterSyntax)
            {
                // A property of a positional record: the comment above it is the record's, which has a param for it.
                continue;
            }

            string[] lines = (node.FirstAncestorOrSelf<MemberDeclarationSyntax>() ?? node).GetLeadingTrivia().ToFullString().Split('\n');
            IEnumerable<string> comment = lines.Select(static line => line.Trim()).Where(static line => line.StartsWith("///", StringComparison.Ordinal));
            string xml = string.Join("\n", comment.Select(static line => line.Substring(3)));
            if (xml.Length > 0 && TryParse(xml) is { } root
                && root.Elements(element).FirstOrDefault(candidate => name is null || candidate.Attribute("name")?.Value == name) is { } found)
            {
                return PlainText(found);
            }
        }

        return null;
    }

    private static XElement? TryParse(string xml)
    {
        try
        {
            return XElement.Parse($"<doc>{xml}</doc>");
        }
        catch (XmlException)
        {
            // Half a comment: it is still being typed, or the compiler warns of it.
            return null;
        }
    }

    private static string? PlainText(XElement element)
    {
        foreach (XElement reference in element.Descendants().Where(static inner => inner.IsEmpty).ToArray())
        {
            string target = reference.Attribute("name")?.Value ?? reference.Attribute("langword")?.Value ?? reference.Attribute("cref")?.Value ?? " ";
            reference.ReplaceWith(target.Substring(target.LastIndexOf('.') + 1));
        }

        string text = string.Join(" ", element.Value.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
        int end = Longest - (text.Length > Longest && char.IsHighSurrogate(text[Longest - 2]) ? 2 : 1);
        return text.Length == 0 ? null : text.Length <= Longest ? text : text.Substring(0, end) + "…";
    }
}
