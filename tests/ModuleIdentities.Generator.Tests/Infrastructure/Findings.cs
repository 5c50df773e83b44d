using Microsoft.CodeAnalysis;

namespace ModuleIdentities.Generator.Tests.Infrastructure;

/// <summary>Fails on diagnostics with their full text, which a comparison of collections would cut off.</summary>
internal static class Findings
{
    public static void AssertNone(IEnumerable<Diagnostic> diagnostics)
    {
        string text = string.Join("\n", diagnostics.Select(diagnostic => diagnostic.ToString()).Distinct());
        if (text.Length > 0)
        {
            Assert.Fail(text);
        }
    }
}
