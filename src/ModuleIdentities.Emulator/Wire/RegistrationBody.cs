using System.Text.Json;
using ModuleIdentities.Emulator.Service.Provisioning;

namespace ModuleIdentities.Emulator.Wire;

/// <summary>Reads the body of a registration, over MQTT and HTTPS alike (protocol section 2.2). It may be empty, or blank.</summary>
internal static class RegistrationBody
{
    /// <summary>The largest body that the service takes (protocol section 6.2).</summary>
    public const int Largest = 96 * 1024;

    /// <exception cref="ProvisioningRefusedException">The body is too large, no JSON object, or asks for what is not modelled.</exception>
    public static RegistrationRequest Read(ReadOnlyMemory<byte> body)
    {
        if (body.Length > Largest)
        {
            throw Refused($"The body is larger than {Largest} bytes.");
        }

        if (body.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            return new RegistrationRequest();
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw Refused("The body is no JSON object.");
            }

            if (HasValue(root, "csr", out _) || HasValue(root, "clientCertificateCsr", out _))
            {
                throw Refused("The emulator does not model certificates issued by the service.");
            }

            return new RegistrationRequest(
                HasValue(root, "registrationId", out JsonElement id)
                    ? id.ValueKind == JsonValueKind.String ? id.GetString() : throw Refused("The registration id is no text.")
                    : null,
                HasValue(root, "payload", out JsonElement payload)
                    ? payload.ValueKind == JsonValueKind.Object ? payload.GetRawText() : throw Refused("The payload is no JSON object.")
                    : null,
                HasValue(root, "tpm", out JsonElement tpm) && tpm.ValueKind == JsonValueKind.Object
                    ? new TpmKeys(Key(tpm, "endorsementKey"), Key(tpm, "storageRootKey"))
                    : null);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second is a text with half of a surrogate pair.
            throw Refused("The body is not JSON.");
        }
    }

    private static byte[] Key(JsonElement tpm, string name) =>
        HasValue(tpm, name, out JsonElement key) && key.ValueKind == JsonValueKind.String && key.TryGetBytesFromBase64(out byte[]? value)
            ? value
            : throw Refused($"The {name} of the TPM is not base64.");

    private static bool HasValue(JsonElement parent, string name, out JsonElement value) =>
        parent.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    private static ProvisioningRefusedException Refused(string message) => new(ProvisioningError.BadRequest, message);
}
