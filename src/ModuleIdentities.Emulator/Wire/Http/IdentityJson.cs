using System.Globalization;
using System.Text.Json;
using ModuleIdentities.Emulator.Service.Connections;
using ModuleIdentities.Emulator.Service.Registry;

namespace ModuleIdentities.Emulator.Wire.Http;

/// <summary>Devices and modules as the registry's REST API writes and reads them (protocol section 5.1).</summary>
internal static class IdentityJson
{
    private const string Never = "0001-01-01T00:00:00";

    public static void Write(Utf8JsonWriter writer, ModuleRecord module, ConnectionStatus status)
    {
        writer.WriteStartObject();
        writer.WriteString("moduleId", module.ModuleId);
        writer.WriteString("managedBy", module.ManagedBy);
        WriteCommon(writer, module.DeviceId, module.GenerationId, module.ETag, module.Authentication, status);
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, DeviceRecord device, ConnectionStatus status)
    {
        writer.WriteStartObject();
        writer.WriteString("status", device.IsEnabled ? "enabled" : "disabled");
        writer.WriteString("statusReason", device.StatusReason);
        writer.WriteString("statusUpdatedTime", Time(device.StatusUpdated));
        WriteCommon(writer, device.DeviceId, device.GenerationId, device.ETag, device.Authentication, status);
        writer.WriteStartObject("capabilities");
        writer.WriteBoolean("iotEdge", device.IsEdge);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Reads a body and holds its ids to those of the path.</summary>
    /// <exception cref="HubRefusedException">The body is no identity, or is another's.</exception>
    public static IdentitySpecification Read(ReadOnlyMemory<byte> body, string deviceId, string? moduleId)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "deviceId") != deviceId || (moduleId is not null && Text(root, "moduleId") != moduleId))
            {
                throw new HubRefusedException(HubErrorCode.ArgumentInvalid, "The ids of the body are not those of the address.");
            }

            return Read(root);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second is a text with half of a surrogate pair.
            throw new HubRefusedException(HubErrorCode.IotHubFormatError, "The body is not JSON.");
        }
    }

    /// <summary>Reads what an identity is to be, whatever its ids are.</summary>
    /// <exception cref="HubRefusedException">The type of its authentication is not known.</exception>
    public static IdentitySpecification Read(JsonElement root) => new(
        root.TryGetProperty("authentication", out JsonElement authentication) && authentication.ValueKind == JsonValueKind.Object
            ? ReadAuthentication(authentication)
            : null,
        !string.Equals(Text(root, "status"), "disabled", StringComparison.OrdinalIgnoreCase),
        Text(root, "statusReason"),
        root.TryGetProperty("capabilities", out JsonElement capabilities) && capabilities.ValueKind == JsonValueKind.Object
            && capabilities.TryGetProperty("iotEdge", out JsonElement isEdge) && isEdge.ValueKind == JsonValueKind.True,
        Text(root, "managedBy"));

    private static AuthenticationSpecification ReadAuthentication(JsonElement authentication)
    {
        JsonElement keys = Object(authentication, "symmetricKey");
        JsonElement thumbprints = Object(authentication, "x509Thumbprint");
        AuthenticationType type = Text(authentication, "type")?.ToLowerInvariant() switch
        {
            "selfsigned" => AuthenticationType.SelfSigned,
            "certificateauthority" => AuthenticationType.CertificateAuthority,
            // "none" silently becomes "sas".
            null or "sas" or "none" => AuthenticationType.Sas,
            _ => throw new HubRefusedException(HubErrorCode.ArgumentInvalid, "The authentication type is not known."),
        };
        return new AuthenticationSpecification(
            type,
            Text(keys, "primaryKey"),
            Text(keys, "secondaryKey"),
            Text(thumbprints, "primaryThumbprint"),
            Text(thumbprints, "secondaryThumbprint"));
    }

    /// <summary>The type of authentication, spelled as on the wire.</summary>
    public static string Type(AuthenticationRecord authentication) => authentication.Type switch
    {
        AuthenticationType.Sas => "sas",
        AuthenticationType.SelfSigned => "selfSigned",
        AuthenticationType.None => "none",
        _ => "certificateAuthority",
    };

    private static string Time(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture) ?? Never;

    private static void WriteCommon(
        Utf8JsonWriter writer, string deviceId, string generationId, string etag, AuthenticationRecord authentication, ConnectionStatus status)
    {
        writer.WriteString("deviceId", deviceId);
        writer.WriteString("generationId", generationId);
        writer.WriteString("etag", etag);
        writer.WriteString("connectionState", status.IsConnected ? "Connected" : "Disconnected");
        writer.WriteString("connectionStateUpdatedTime", Time(status.Since));
        writer.WriteString("lastActivityTime", Time(status.LastActivity));
        writer.WriteNumber("cloudToDeviceMessageCount", status.QueuedMessages);
        writer.WriteStartObject("authentication");
        writer.WriteString("type", Type(authentication));
        writer.WriteStartObject("symmetricKey");
        writer.WriteString("primaryKey", authentication.Keys?.Primary);
        writer.WriteString("secondaryKey", authentication.Keys?.Secondary);
        writer.WriteEndObject();
        writer.WriteStartObject("x509Thumbprint");
        writer.WriteString("primaryThumbprint", authentication.PrimaryThumbprint);
        writer.WriteString("secondaryThumbprint", authentication.SecondaryThumbprint);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static JsonElement Object(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement child) && child.ValueKind == JsonValueKind.Object ? child : default;

    /// <summary>The text of a member; null when it is missing or no text.</summary>
    public static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
