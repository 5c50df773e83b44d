using System.Text.RegularExpressions;

namespace ModuleIdentities.Tests.Options;

/// <summary>The table of docs/configuration.md says what the options are.</summary>
public sealed partial class DocumentationTests
{
    private static readonly Dictionary<string, string?> Documented = Read();

    [Fact]
    public void Every_option_has_its_place_and_nothing_else_has() => Assert.Equal(OptionPaths.All.Select(option => option.Path).Order(), Documented.Keys.Order());

    [Fact]
    public void Every_default_is_the_one_that_holds() => Assert.Equal(
        OptionPaths.All.Select(option => $"{option.Path} = {option.Default}").Order(), Documented.Select(option => $"{option.Key} = {option.Value}").Order());

    /// <summary>The keys of the first column, each with its default of the third; an empty one, or a word, is none.</summary>
    private static Dictionary<string, string?> Read()
    {
        Dictionary<string, string?> documented = [];
        foreach (string row in File.ReadLines(Path.Combine(Repository.Documentation, "configuration.md"))
            .SkipWhile(line => line != "| Key | Meaning | Default |").Skip(2).TakeWhile(line => line.StartsWith('|')))
        {
            string[] columns = row.Split('|');
            string[] keys = Quoted(columns[1]);
            string[] defaults = Quoted(columns[3]);
            Assert.True(defaults.Length == 0 || defaults.Length == keys.Length, row);
            for (int i = 0; i < keys.Length; i++)
            {
                documented.Add(keys[i], defaults.Length == 0 ? null : defaults[i]);
            }
        }

        return documented;
    }

    private static string[] Quoted(string column) => [.. Code().Matches(column).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
