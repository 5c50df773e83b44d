using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ModuleIdentities.Generator.Tests.Infrastructure;

/// <summary>The documentation of one diagnostic. Its first code block has the fault, its second has not.</summary>
internal sealed partial class RulePage
{
    private RulePage(string text)
    {
        Text = text;
        Examples = [.. CodeBlock().Matches(text).Select(match => match.Groups[2].Value)];
        IsOfSettings = CodeBlock().Match(text).Groups[1].Value == "json";
    }

    public string Text { get; }

    public IReadOnlyList<string> Examples { get; }

    /// <summary>Whether the examples are settings files rather than source.</summary>
    public bool IsOfSettings { get; }

    /// <summary>The project that an example is all of.</summary>
    public (CSharpCompilation Compilation, AdditionalText[] Files) Project(int example, params string[] moreSources) => IsOfSettings
        ? (TestCompilation.Create([SettingsFile.Module, .. moreSources]), [new SettingsFile("appsettings.json", Examples[example])])
        : (TestCompilation.Create([Examples[example], .. moreSources]), []);

    public static RulePage Read(string id) => new(File.ReadAllText(Path.Combine(RepositoryFolder.RulePages, id + ".md")).ReplaceLineEndings("\n"));

    [GeneratedRegex("```(csharp|json)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
