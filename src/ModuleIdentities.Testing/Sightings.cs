using System.Globalization;
using System.Text;
using System.Text.Unicode;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.Testing;

/// <summary>The messages that were looked at in vain, for the text of a failure: the newest, each in one line.</summary>
internal sealed class Sightings
{
    private const int Most = 20;
    private const int LongestBody = 200;

    private readonly Queue<string> _lines = new();
    private int _count;

    public void Add(ReceivedMessage message, string reason)
    {
        _count++;
        if (_lines.Count == Most)
        {
            _lines.Dequeue();
        }

        string sender = message.ModuleId is null ? message.DeviceId : $"{message.DeviceId}/{message.ModuleId}";
        string properties = string.Concat(message.Properties.Select(property => $" {property.Key}={property.Value}"));
        _lines.Enqueue($"  #{message.SequenceNumber.ToString(CultureInfo.InvariantCulture)} {sender}{properties} {Body(message)}: {reason}");
    }

    public override string ToString()
    {
        if (_count == 0)
        {
            return " It received nothing.";
        }

        string older = _count > Most ? $", the last {Most.ToString(CultureInfo.InvariantCulture)} of which are" : "";
        return $" It received {_count.ToString(CultureInfo.InvariantCulture)} instead{older}:\n{string.Join('\n', _lines)}";
    }

    private static string Body(ReceivedMessage message)
    {
        if (!Utf8.IsValid(message.Body.Span))
        {
            return $"{message.Body.Length.ToString(CultureInfo.InvariantCulture)} bytes that are no text";
        }

        string text = Encoding.UTF8.GetString(message.Body.Span);
        return text.Length <= LongestBody ? text : text[..LongestBody] + "…";
    }
}
