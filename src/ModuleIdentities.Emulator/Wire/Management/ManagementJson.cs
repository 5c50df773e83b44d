using System.Text.Json;
using System.Text.Unicode;
using ModuleIdentities.Emulator.Faults;
using ModuleIdentities.Emulator.Service.Connections;

namespace ModuleIdentities.Emulator.Wire.Management;

/// <summary>What the management API reads and writes.</summary>
internal static class ManagementJson
{
    public static void Write(Utf8JsonWriter writer, FaultHandle handle)
    {
        writer.WriteStartObject();
        writer.WriteNumber("id", handle.Id);
        writer.WriteNumber("hits", handle.Hits);
        writer.WriteStartArray("recentHits");
        foreach (FaultHit hit in handle.RecentHits)
        {
            writer.WriteStartObject();
            writer.WriteString("time", hit.Time.UtcDateTime);
            writer.WriteString("operation", hit.Operation.ToString());
            writer.WriteString("deviceId", hit.DeviceId);
            writer.WriteString("moduleId", hit.ModuleId);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WritePropertyName("fault");
        JsonSerializer.Serialize(writer, handle.Fault, FaultJsonContext.Default.Fault);
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, HubServices hub, HubConnection connection)
    {
        writer.WriteStartObject();
        writer.WriteString("hub", hub.Settings.HostName);
        writer.WriteString("deviceId", connection.Principal.DeviceId);
        writer.WriteString("moduleId", connection.Principal.ModuleId);
        writer.WriteString("since", hub.Connections.StatusOf(connection.Principal).Since?.UtcDateTime ?? default);
        writer.WriteStartArray("subscriptions");
        Write(writer, connection.Interests);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>What a connection listens to, as the elements of an array.</summary>
    public static void Write(Utf8JsonWriter writer, Interests interests)
    {
        foreach (Interests interest in Enum.GetValues<Interests>())
        {
            if (interest != Interests.None && (interests & interest) == interest)
            {
                writer.WriteStringValue(interest.ToString());
            }
        }
    }

    public static void WriteConnectionString(Utf8JsonWriter writer, string connectionString)
    {
        writer.WriteStartObject();
        writer.WriteString("connectionString", connectionString);
        writer.WriteEndObject();
    }

    public static void WriteLimits(Utf8JsonWriter writer, EmulatorRoot root)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("hubs");
        foreach (HubServices hub in root.Hubs)
        {
            writer.WriteStartObject();
            writer.WriteString("name", hub.Settings.HostName);
            writer.WriteString("sku", hub.Limits.Scale?.Sku.ToString());
            writer.WriteNumber("units", hub.Limits.Scale?.Units ?? 0);
            writer.WriteNumber("messagesToday", hub.Limits.MessagesToday);
            writer.WriteNumber("refusedByQuota", hub.Limits.RefusedByQuota);
            foreach (HubThrottle throttle in Enum.GetValues<HubThrottle>())
            {
                Write(writer, throttle.ToString(), hub.Limits[throttle]);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartObject("provisioning");
        foreach (ProvisioningThrottle throttle in Enum.GetValues<ProvisioningThrottle>())
        {
            Write(writer, throttle.ToString(), root.ProvisioningLimits[throttle]);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>A message: its body as JSON when it is that, otherwise as base64.</summary>
    public static void Write(Utf8JsonWriter writer, ReceivedMessage message)
    {
        writer.WriteStartObject();
        writer.WriteNumber("sequenceNumber", message.SequenceNumber);
        writer.WriteString("hub", message.HubName);
        writer.WriteString("deviceId", message.DeviceId);
        writer.WriteString("moduleId", message.ModuleId);
        writer.WriteString("enqueuedTime", message.EnqueuedTime.UtcDateTime);
        Write(writer, "systemProperties", message.SystemProperties);
        Write(writer, "properties", message.Properties);
        if (IsJson(message.Body.Span))
        {
            writer.WritePropertyName("body");
            writer.WriteRawValue(message.Body.Span, skipInputValidation: true);
        }
        else
        {
            writer.WriteBase64String("bodyBase64", message.Body.Span);
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, ThrottleCounts counts)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("admitted", counts.Admitted);
        writer.WriteNumber("delayed", counts.Delayed);
        writer.WriteNumber("refused", counts.Refused);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, string> properties)
    {
        writer.WriteStartObject(name);
        foreach ((string key, string value) in properties)
        {
            writer.WriteString(key, value);
        }

        writer.WriteEndObject();
    }

    // In one line: a reader takes a line for a message.
    private static bool IsJson(ReadOnlySpan<byte> body)
    {
        if (body.ContainsAny((byte)'\n', (byte)'\r') || !Utf8.IsValid(body))
        {
            return false;
        }

        try
        {
            Utf8JsonReader reader = new(body);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
