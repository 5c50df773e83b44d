using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace ModuleIdentities.Cli.Tests;

/// <summary>What systemd makes of a command line that was written for it, by its own rules (systemd.syntax(7) and systemd.service(5)).</summary>
public sealed class UnitCommandLineTests
{
    [Fact]
    public void Systemd_reads_the_very_words_that_were_written()
    {
        string[] words = ["", " ", "$HOME", "${HOME}", "$$", "%h", "%%", "a b", "\"", "\\", "'", ";", "#", "\n", "\t", "\u0001", "ü€", "--model=x y", @"\x41", "@-:+!"];
        Gen<string> word = Gen.OneOf(
            Gen.Elements(words), Gen.Elements("$%\"\\' ;#\n\tah{}=".ToCharArray()).ArrayOf().Select(static characters => new string(characters)));

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(word.ListOf().ToArbitrary(), arguments =>
        {
            string line = UnitCommandLine.Of("/opt/my $tools/moduleid", arguments);
            List<string> read = Split(line);

            Assert.DoesNotContain('\n', line);
            Assert.Equal("/opt/my $tools/moduleid", read[0].Replace("%%", "%", StringComparison.Ordinal));
            Assert.Equal(arguments, read.Skip(1).Select(Expand));
        }));
    }

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("90", 90)]
    [InlineData("15min", 900)]
    [InlineData("1h 30min", 5400)]
    [InlineData("1week", 604800)]
    [InlineData("", null)]
    [InlineData("soon", null)]
    [InlineData("1 fortnight", null)]
    [InlineData("1h\nExecStart=/bin/sh", null)]
    public void Time_spans_are_those_of_systemd(string text, int? seconds) =>
        Assert.Equal(seconds is { } number ? TimeSpan.FromSeconds(number) : null, AgentInterval.TryParse(text));

    /// <summary>Words with their quotes and C escapes taken away.</summary>
    private static List<string> Split(string line)
    {
        List<string> words = [];
        for (int i = 0; i < line.Length; i++)
        {
            StringBuilder word = new();
            bool isQuoted = false;
            for (; i < line.Length && (isQuoted || line[i] != ' '); i++)
            {
                if (line[i] == '"')
                {
                    isQuoted = !isQuoted;
                }
                else if (line[i] == '\\')
                {
                    i++;
                    word.Append(line[i] == 'u' ? (char)Convert.ToInt32(line.Substring(i + 1, 4), 16) : line[i]);
                    i += line[i] == 'u' ? 4 : 0;
                }
                else
                {
                    Assert.True(isQuoted || line[i] != '\'');
                    word.Append(line[i]);
                }
            }

            words.Add(word.ToString());
        }

        return words;
    }

    /// <summary>Specifiers first, then variables; those that are left would be expanded.</summary>
    private static string Expand(string word)
    {
        Assert.DoesNotContain('%', word.Replace("%%", "", StringComparison.Ordinal));
        string specified = word.Replace("%%", "%", StringComparison.Ordinal);
        Assert.DoesNotContain('$', specified.Replace("$$", "", StringComparison.Ordinal));
        return specified.Replace("$$", "$", StringComparison.Ordinal);
    }
}
