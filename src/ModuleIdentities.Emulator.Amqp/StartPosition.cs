using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ModuleIdentities.Emulator.Amqp;

/// <summary>
/// From where a reader wants to read: the selector that Event Hubs clients send, such as <c>amqp.annotation.x-opt-offset &gt; '-1'</c>. As messages are read in
/// order, it decides where they begin, and all that follow are wanted.
/// </summary>
internal sealed partial class StartPosition
{
    /// <summary>Everything that is kept.</summary>
    public static readonly StartPosition Earliest = new(0, DateTimeOffset.MinValue);

    // The wanted message is behind both.
    private readonly long _after;
    private readonly DateTimeOffset _afterTime;

    private StartPosition(long after, DateTimeOffset afterTime)
    {
        _after = after;
        _afterTime = afterTime;
    }

    /// <summary>Reads a selector.</summary>
    /// <param name="selector">The text.</param>
    /// <param name="last">The number of the newest message, for a reader who wants only what comes from now on.</param>
    /// <param name="position">The position.</param>
    public static bool TryParse(string selector, long last, [NotNullWhen(true)] out StartPosition? position)
    {
        position = null;
        Match match = Selector().Match(selector);
        if (!match.Success)
        {
            return false;
        }

        string value = match.Groups["value"].Value;
        int inclusive = match.Groups["operator"].Value == ">=" ? 1 : 0;
        string field = match.Groups["field"].Value;
        if (field == "offset" && value == "@latest")
        {
            position = new StartPosition(last, DateTimeOffset.MinValue);
        }
        else if (long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number >= -1)
        {
            // A message number is at least 1, so -1 is before all of them.
            position = field == "enqueued-time"
                ? new StartPosition(0, TimeBefore(number, inclusive))
                : new StartPosition(number - inclusive, DateTimeOffset.MinValue);
        }

        return position is not null;
    }

    /// <summary>What of it the log can filter by.</summary>
    public MessageFilter Filter(string hubName) => new() { HubName = hubName, After = Math.Max(0, _after) };

    public bool Accepts(ReceivedMessage message) => message.SequenceNumber > _after && message.EnqueuedTime > _afterTime;

    private static DateTimeOffset TimeBefore(long milliseconds, int inclusive) => milliseconds >= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
        ? DateTimeOffset.MaxValue
        : DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).AddTicks(-inclusive);

    [GeneratedRegex(@"^\s*amqp\.annotation\.x-opt-(?<field>offset|sequence-number|enqueued-time)\s*(?<operator>>=?)\s*'(?<value>[^']*)'\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Selector();
}
