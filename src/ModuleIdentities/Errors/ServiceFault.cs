using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ModuleIdentities;

/// <summary>What a service said about a failure, reduced to what may be shown: status, error code, tracking id, wait.</summary>
/// <param name="Status">The HTTP status, or its counterpart in an MQTT topic.</param>
/// <param name="ErrorCode">The name or number of the error.</param>
/// <param name="TrackingId">The service's tracking id.</param>
/// <param name="RetryAfter">How long the service asks to wait.</param>
internal readonly record struct ServiceFault(int? Status, string? ErrorCode, string? TrackingId, TimeSpan? RetryAfter)
{
    private const int LongestToken = 128;

    /// <summary>Reads the error envelopes of IoT Hub and of the Device Provisioning Service, nested ones included.</summary>
    /// <param name="status">The status of the answer.</param>
    /// <param name="body">The body, in any form; what is not understood is ignored, never shown.</param>
    /// <param name="errorName">The value of the header <c>iothub-errorcode</c>, which wins over the body.</param>
    /// <param name="retryAfter">How long the service asks to wait.</param>
    public static ServiceFault Read(int status, ReadOnlySpan<byte> body, string? errorName = null, TimeSpan? retryAfter = null)
    {
        string? errorCode = null;
        string? trackingId = null;
        ReadEnvelope(body, ref errorCode, ref trackingId);
        return new ServiceFault(status, Token(errorName) ?? errorCode, trackingId, retryAfter);
    }

    /// <summary>Reads what a hub said from its words alone, as another service hands them on.</summary>
    /// <param name="status">The status of that service's answer.</param>
    /// <param name="message">The words: an envelope, or <c>ErrorCode:Name;text</c>.</param>
    public static ServiceFault ReadMessage(int status, string message)
    {
        string? errorCode = null;
        string? trackingId = null;
        ReadMessage(message, ref errorCode, ref trackingId);
        return new ServiceFault(status, errorCode, trackingId, null);
    }

    /// <summary>What the service said, in parentheses with a leading blank; empty when it said nothing.</summary>
    public override string ToString()
    {
        List<string> parts = [];
        if (Status is { } status)
        {
            parts.Add($"status {status.ToString(CultureInfo.InvariantCulture)}");
        }

        if (ErrorCode is not null)
        {
            parts.Add($"error {ErrorCode}");
        }

        if (TrackingId is not null)
        {
            parts.Add($"tracking id {TrackingId}");
        }

        return parts.Count == 0 ? "" : $" ({string.Join(", ", parts)})";
    }

    private static void ReadEnvelope(ReadOnlySpan<byte> body, ref string? errorCode, ref string? trackingId)
    {
        try
        {
            Utf8JsonReader reader = new(body);
            if (!JsonDocument.TryParseValue(ref reader, out JsonDocument? document))
            {
                return;
            }

            using (document)
            {
                if (document.RootElement.ValueKind == JsonValueKind.Object)
                {
                    ReadMembers(document.RootElement, ref errorCode, ref trackingId);
                }
            }
        }
        catch (JsonException)
        {
            // A proxy or a truncated answer: the status alone speaks.
        }
    }

    private static void ReadMembers(JsonElement envelope, ref string? errorCode, ref string? trackingId)
    {
        foreach (JsonProperty member in envelope.EnumerateObject())
        {
            if (member.NameEquals("errorCode"))
            {
                errorCode ??= Token(member.Value.ToString());
            }
            else if (member.NameEquals("trackingId"))
            {
                trackingId ??= Token(member.Value.ToString());
            }
            else if (member.NameEquals("Message") && member.Value.ValueKind == JsonValueKind.String)
            {
                ReadMessage(member.Value.GetString()!, ref errorCode, ref trackingId);
            }
            else if (member.NameEquals("ExceptionMessage") && member.Value.ValueKind == JsonValueKind.String)
            {
                trackingId ??= Between(member.Value.GetString()!, "Tracking ID:", "-TimeStamp:");
            }
        }
    }

    private static void ReadMessage(string message, ref string? errorCode, ref string? trackingId)
    {
        if (message.StartsWith('{'))
        {
            ReadEnvelope(Encoding.UTF8.GetBytes(message), ref errorCode, ref trackingId);
        }
        else
        {
            errorCode ??= Between(message, "ErrorCode:", ";");
        }
    }

    private static string? Between(string text, string start, string end)
    {
        int from = text.IndexOf(start, StringComparison.Ordinal);
        if (from < 0)
        {
            return null;
        }

        from += start.Length;
        int to = text.IndexOf(end, from, StringComparison.Ordinal);
        return Token(to < 0 ? text[from..] : text[from..to]);
    }

    /// <summary>Lets through only what looks like an identifier, so that no free text of an answer reaches a message.</summary>
    private static string? Token(string? text) =>
        text is { Length: > 0 and <= LongestToken } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or ':' or '.') ? text : null;
}
