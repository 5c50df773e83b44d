using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using ModuleIdentities.Emulator.Service.CloudToDevice;
using ModuleIdentities.Emulator.Service.Messages;

namespace ModuleIdentities.Emulator.Wire.Http;

/// <summary>Messages of devices over HTTPS: their properties are headers (protocol 4.3 and 5.6).</summary>
internal static class MessageHeaders
{
    private const string Application = "iothub-app-";

    private static readonly Dictionary<string, string> SystemNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["iothub-messageid"] = "message-id",
        ["iothub-correlationid"] = "correlation-id",
        ["iothub-userid"] = "user-id",
        ["iothub-to"] = "to",
        ["iothub-expiry"] = "absolute-expiry-time",
        ["iothub-creationtimeutc"] = "creation-time-utc",
        ["iothub-contenttype"] = "content-type",
        ["iothub-contentencoding"] = "content-encoding",
        ["dt-subject"] = "dt-subject",
        ["iothub-interface-id"] = "iothub-interface-id",
        ["iothub-messageschema"] = "iothub-message-schema",
        ["iothub-ack"] = "iothub-ack",
    };

    private static readonly Dictionary<string, string> HeaderNames = SystemNames.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    /// <summary>A single message: the body as it is, the properties in headers.</summary>
    public static DeviceMessage Read(IHeaderDictionary headers, ReadOnlyMemory<byte> body)
    {
        DeviceMessage message = new(new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal), body);
        foreach ((string name, StringValues value) in headers)
        {
            Add(message, name, value.ToString());
        }

        return message;
    }

    /// <summary>Many messages: <c>[{"body":"base64","properties":{"iothub-app-name":"value"}}]</c>.</summary>
    /// <exception cref="HubRefusedException">The body is no such list.</exception>
    public static IReadOnlyList<DeviceMessage> ReadBatch(ReadOnlyMemory<byte> body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return [.. document.RootElement.EnumerateArray().Select(ReadEntry)];
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw new HubRefusedException(HubErrorCode.IotHubFormatError, "The body is no list of messages.");
        }
    }

    /// <summary>The headers of a cloud-to-device message that was fetched.</summary>
    public static void Write(HttpCall call, CloudMessageRecord message, string lockToken)
    {
        call.SetHeader("ETag", $"\"{lockToken}\"");
        call.SetHeader("iothub-sequencenumber", message.SequenceNumber.ToString(CultureInfo.InvariantCulture));
        call.SetHeader("iothub-enqueuedtime", message.EnqueuedTime.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        call.SetHeader("iothub-expiry", message.ExpiresAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        call.SetHeader("iothub-deliverycount", message.DeliveryCount.ToString(CultureInfo.InvariantCulture));
        foreach ((string name, string value) in message.SystemProperties)
        {
            call.SetHeader(HeaderNames.GetValueOrDefault(name, name), Uri.EscapeDataString(value).Replace("%2F", "/", StringComparison.Ordinal));
        }

        foreach ((string name, string value) in message.Properties)
        {
            call.SetHeader(Application + Uri.EscapeDataString(name), Uri.EscapeDataString(value));
        }
    }

    private static DeviceMessage ReadEntry(JsonElement entry)
    {
        string text = entry.GetProperty("body").GetString() ?? "";
        bool isText = entry.TryGetProperty("base64Encoded", out JsonElement isBase64) && isBase64.ValueKind == JsonValueKind.False;
        byte[] body = isText ? System.Text.Encoding.UTF8.GetBytes(text) : Convert.FromBase64String(text);
        DeviceMessage message = new(new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal), body);
        if (entry.TryGetProperty("properties", out JsonElement properties) && properties.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in properties.EnumerateObject())
            {
                Add(message, property.Name, property.Value.ToString());
            }
        }

        return message;
    }

    private static void Add(DeviceMessage message, string name, string value)
    {
        if (name.StartsWith(Application, StringComparison.OrdinalIgnoreCase))
        {
            message.Properties[name[Application.Length..]] = value;
        }
        else if (SystemNames.TryGetValue(name, out string? systemName))
        {
            message.SystemProperties[systemName] = value;
        }
    }
}
