using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ModuleIdentities.Cli.Tests;

/// <summary><c>docs/cli.md</c> has the help of every command, as the tool gives it.</summary>
public sealed partial class HelpTests
{
    private static readonly string Page = Path.Combine(Repository.Root, "docs", "cli.md");

    public static TheoryData<string> Commands => [.. Walk(Tool.CreateCommand(), []).Select(path => string.Join(' ', path))];

    [Fact]
    public void The_page_has_the_help_of_every_command_as_it_is()
    {
        string page = File.ReadAllText(Page);
        HashSet<string> shown = [];
        string actual = HelpBlock().Replace(page, match =>
        {
            string command = match.Groups["command"].Value;
            shown.Add(command.Trim());
            return $"```console\n$ moduleid{command} --help\n{Help(command.Trim())}\n```";
        });
        string[] missing = [.. Commands.Select(row => row.Data).Where(command => !shown.Contains(command))];
        if (missing.Length > 0)
        {
            StringBuilder more = new(actual);
            foreach (string command in missing)
            {
                more.Append(CultureInfo.InvariantCulture, $"\n### moduleid {command}\n\n```console\n$ moduleid {command} --help\n{Help(command)}\n```\n");
            }

            actual = more.ToString();
        }

        string received = Path.ChangeExtension(Page, ".received.md");
        if (actual != page)
        {
            File.WriteAllText(received, actual);
        }

        Assert.True(actual == page, $"docs/cli.md is not what the tool says of itself; {received} is. Missing: {string.Join(", ", missing)}.");
        File.Delete(received);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_has_one_sentence_two_examples_and_its_exit_codes(string path)
    {
        Command command = path.Split(' ', StringSplitOptions.RemoveEmptyEntries).Aggregate(
            (Command)Tool.CreateCommand(), (parent, name) => parent.Subcommands.Single(child => child.Name == name));

        Assert.EndsWith(".", command.Description, StringComparison.Ordinal);
        Assert.All(command.Options, option => Assert.False(string.IsNullOrEmpty(option.Description), option.Name));
        if (command is ToolCommand tool)
        {
            Assert.True(tool.Examples.Count >= 2);
            Assert.All(tool.Examples, example => Assert.Contains($"moduleid {path}", example.Command, StringComparison.Ordinal));
        }
        else
        {
            Assert.NotEmpty(command.Subcommands);
        }
    }

    [Fact]
    public async Task The_process_gives_the_same_help()
    {
        await using Bench bench = await Bench.StartAsync();

        ToolRun run = await bench.RunAsync(["provision", "--help"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(Help("provision"), Tidy(run.Output));
    }

    [Fact]
    public async Task A_mistyped_command_is_a_mistake_of_usage_with_a_suggestion()
    {
        await using Bench bench = await Bench.StartAsync();

        ToolRun run = await bench.RunAsync(["lsit"]);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("list", run.Error, StringComparison.Ordinal);
    }

    private static string Help(string command)
    {
        using StringWriter output = new();
        Tool.CreateCommand().Parse([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"])
            .Invoke(new InvocationConfiguration { Output = output, Error = output });
        return Tidy(output.ToString());
    }

    private static string Tidy(string help) => string.Join('\n', help.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())).Trim('\n')
        .Replace("Usage:\n  ModuleIdentities.Cli.Tests", "Usage:\n  moduleid", StringComparison.Ordinal);

    private static IEnumerable<string[]> Walk(Command command, string[] path) =>
        [path, .. command.Subcommands.Where(child => !child.Hidden).SelectMany(child => Walk(child, [.. path, child.Name]))];

    [GeneratedRegex(@"```console\n\$ moduleid(?<command>[a-z -]*?) --help\n.*?\n```", RegexOptions.Singleline)]
    private static partial Regex HelpBlock();
}
