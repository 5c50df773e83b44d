using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ModuleIdentities.Cli;

/// <summary><c>--every</c>: how often an agent's identity is looked at, in the words of systemd.time(7).</summary>
internal sealed partial class AgentInterval
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    private readonly Option<string> _option;

    public AgentInterval(string description)
    {
        _option = new Option<string>("--every") { Description = description, HelpName = "SPAN", DefaultValueFactory = _ => "15min" };
        _option.Validators.Add(Validate);
    }

    public void AddTo(Command command) => command.Add(_option);

    /// <summary>As it was written.</summary>
    public string Text(ParseResult arguments) => arguments.GetRequiredValue(_option);

    public TimeSpan Value(ParseResult arguments) => TryParse(Text(arguments))!.Value;

    /// <summary>A time span of weeks, days, hours, minutes and seconds; a number alone is seconds. Null when it is none.</summary>
    public static TimeSpan? TryParse(string text)
    {
        Match match = Span().Match(text);
        if (!match.Success)
        {
            return null;
        }

        double seconds = match.Groups["part"].Captures.Zip(match.Groups["unit"].Captures, (number, unit) =>
            double.Parse(number.Value, CultureInfo.InvariantCulture) * SecondsOf(unit.Value)).Sum();
        return seconds <= Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;
    }

    private static void Validate(OptionResult result)
    {
        string text = result.GetValueOrDefault<string>() ?? "";
        if (TryParse(text) is not { } span || span < Shortest || span > Longest)
        {
            result.AddError($"'{text}' is no time span from 1min to 1week: write it as systemd does, for example 15min or 1h 30min.");
        }
    }

    private static double SecondsOf(string unit) => unit switch
    {
        "" or "s" or "sec" or "second" or "seconds" => 1,
        "m" or "min" or "minute" or "minutes" => 60,
        "h" or "hr" or "hour" or "hours" => 3600,
        "d" or "day" or "days" => 86400,
        _ => 604800,
    };

    [GeneratedRegex("^(?:\\s*(?<part>[0-9]{1,9})\\s*(?<unit>s|sec|seconds?|m|min|minutes?|h|hr|hours?|d|days?|w|weeks?|)(?![A-Za-z]))+\\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Span();
}
