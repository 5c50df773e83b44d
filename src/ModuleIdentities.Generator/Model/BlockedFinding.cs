using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using ModuleIdentities.Generator.Collections;
using ModuleIdentities.Generator.Diagnostics;

namespace ModuleIdentities.Generator.Model;

/// <summary>What is wrong with a class that the compiler stops at, so that no analyzer is asked. Values only, as it is kept from run to run.</summary>
/// <param name="Rule">The rule that it breaks.</param>
/// <param name="FilePath">The file.</param>
/// <param name="Span">The characters in it.</param>
/// <param name="Names">What the message speaks of.</param>
internal sealed record BlockedFinding(DiagnosticDescriptor Rule, string FilePath, TextSpan Span, EquatableArray<string> Names)
{
    public static BlockedFinding Of(ClassFinding finding) =>
        new(finding.Rule, finding.Place.SourceTree!.FilePath, finding.Place.SourceSpan, new([.. finding.Names]));

    /// <summary>The diagnostic, in the file itself: only there can an editor fix it, and a pragma suppress it.</summary>
    public Diagnostic ToDiagnostic(Compilation compilation)
    {
        SyntaxTree file = compilation.SyntaxTrees.First(tree => tree.FilePath == FilePath && tree.Length >= Span.End);
        return Diagnostic.Create(Rule, Location.Create(file, Span), [.. Names]);
    }
}
