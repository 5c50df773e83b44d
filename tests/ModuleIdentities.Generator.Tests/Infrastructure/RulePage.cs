using System.Text.RegularExpressions;

namespace ModuleIdentities.Generator.Tests.Infrastructure;

/// <summary>The documentation of one diagnostic. Its first code block has the fault, its second has not.</summary>
internal sealed partial class RulePage
{
    private RulePage(string text)
    {
        Text = text;
        Examples = [.. CodeBlock().Matches(text).Select(match => match.Groups[1].Value)];
    }

    public string Text { get; }

    public IReadOnlyList<string> Examples { get; }

    public static RulePage Read(string id) => new(File.ReadAllText(Path.Combine(RepositoryFolder.RulePages, id + ".md")).ReplaceLineEndings("\n"));

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
