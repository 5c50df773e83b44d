using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModuleIdentities.Emulator.Service.Connections;
using ModuleIdentities.Emulator.Service.Registry;
using ModuleIdentities.Emulator.Service.Twins;

namespace ModuleIdentities.Emulator.Wire.Http;

/// <summary>Twins as the service API writes and reads them (protocol 4.6 and 5.1).</summary>
internal static class TwinJson
{
    private const string Never = "0001-01-01T00:00:00Z";

    public static void Write(Utf8JsonWriter writer, Twin twin, ConnectionStatus status)
    {
        AuthenticationRecord authentication = twin.Module?.Authentication ?? twin.Device.Authentication;
        writer.WriteStartObject();
        writer.WriteString("deviceId", twin.Device.DeviceId);
        if (twin.Module is { } module)
        {
            writer.WriteString("moduleId", module.ModuleId);
        }

        writer.WriteString("etag", twin.Record.ETag);
        writer.WriteString("deviceEtag", twin.Module?.ETag ?? twin.Device.ETag);
        writer.WriteString("status", twin.Device.IsEnabled ? "enabled" : "disabled");
        writer.WriteString("statusUpdateTime", Time(twin.Device.StatusUpdated));
        writer.WriteString("connectionState", status.IsConnected ? "Connected" : "Disconnected");
        writer.WriteString("lastActivityTime", Time(status.LastActivity));
        writer.WriteNumber("cloudToDeviceMessageCount", status.QueuedMessages);
        writer.WriteString("authenticationType", IdentityJson.Type(authentication));
        writer.WriteStartObject("x509Thumbprint");
        writer.WriteString("primaryThumbprint", authentication.PrimaryThumbprint);
        writer.WriteString("secondaryThumbprint", authentication.SecondaryThumbprint);
        writer.WriteEndObject();
        writer.WriteString("modelId", twin.Record.ModelId ?? "");
        writer.WriteNumber("version", twin.Record.Version);
        Write(writer, "tags", twin.Record.Tags);
        writer.WriteStartObject("properties");
        Write(writer, "desired", twin.Record.Desired.ForService());
        Write(writer, "reported", twin.Record.Reported.ForService());
        writer.WriteEndObject();
        if (twin.Module is null)
        {
            writer.WriteStartObject("capabilities");
            writer.WriteBoolean("iotEdge", twin.Device.IsEdge);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    /// <summary>Reads what a write of the service side wants; members that only the hub sets are passed over.</summary>
    /// <exception cref="HubRefusedException">The body is no twin.</exception>
    public static TwinChange Read(ReadOnlyMemory<byte> body, bool replaces)
    {
        JsonObject root = TwinText.Read(body) as JsonObject
            ?? throw new HubRefusedException(HubErrorCode.ArgumentInvalid, "The body is not a JSON object.");
        JsonObject? properties = Member(root, "properties");
        return new TwinChange(Member(root, "tags"), properties is null ? null : Member(properties, "desired"), replaces);
    }

    private static JsonObject? Member(JsonObject parent, string name) => parent[name] switch
    {
        null => null,
        JsonObject member => member,
        _ => throw new HubRefusedException(HubErrorCode.ArgumentInvalid, $"{name} is not a JSON object."),
    };

    private static void Write(Utf8JsonWriter writer, string name, JsonObject value)
    {
        writer.WritePropertyName(name);
        value.WriteTo(writer);
    }

    private static string Time(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture) ?? Never;
}
