using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace ModuleIdentities.Emulator.Wire;

/// <summary>The error of the hub as JSON: the body of a refused twin request, and inside the envelope of a refused HTTP call (protocol 4.6 and 5.4).</summary>
internal static class HubErrorJson
{
    public static byte[] Write(HubErrorCode code, string message, DateTimeOffset now)
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter writer = new(buffer);
        writer.WriteStartObject();
        writer.WriteNumber("errorCode", (int)code);
        writer.WriteString("message", message);
        writer.WriteString("trackingId", Guid.NewGuid().ToString("N"));
        writer.WriteString("timestampUtc", Timestamp(now));
        writer.WriteNull("info");
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The time as errors of the hub write it.</summary>
    public static string Timestamp(DateTimeOffset now) => now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
