using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using ModuleIdentities.Emulator.Service.Provisioning;
using ModuleIdentities.Emulator.Service.Registry;

namespace ModuleIdentities.Emulator.Wire.Http;

/// <summary>Reads enrolments and groups as service clients write them.</summary>
internal static class EnrollmentBody
{
    /// <param name="body">The request's body.</param>
    /// <param name="id">The id of the address; the body's must be the same.</param>
    /// <param name="isGroup">Whether it is a group.</param>
    /// <exception cref="ProvisioningRefusedException">The body is not such an enrolment.</exception>
    public static EnrollmentRecord Read(ReadOnlyMemory<byte> body, string id, bool isGroup) => Parse(body, root =>
    {
        EnrollmentRecord enrollment = Read(root, isGroup);
        return string.Equals(enrollment.Id, id, StringComparison.OrdinalIgnoreCase) ? enrollment : throw Bad("The id of the body is not that of the address.");
    });

    /// <summary>Reads whatever <paramref name="read"/> makes of the body, a JSON object.</summary>
    /// <exception cref="ProvisioningRefusedException">The body is no JSON object.</exception>
    public static T Parse<T>(ReadOnlyMemory<byte> body, Func<JsonElement, T> read)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? read(document.RootElement) : throw Bad("The body is no JSON object.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second is a text with half of a surrogate pair.
            throw Bad("The body is not JSON.");
        }
    }

    /// <exception cref="ProvisioningRefusedException">The object is no such enrolment.</exception>
    public static EnrollmentRecord Read(JsonElement root, bool isGroup)
    {
        string id = Text(root, isGroup ? "enrollmentGroupId" : "registrationId") ?? throw Bad("The id is missing.");
        string? host = Text(root, "iotHubHostName");
        string[] hubs = [.. List(root, "iotHubs")];
        AllocationPolicy allocation = Text(root, "allocationPolicy")?.ToLowerInvariant() switch
        {
            // A single hub that is named is meant, unless a policy says otherwise.
            null => host is null ? AllocationPolicy.Hashed : AllocationPolicy.Static,
            "hashed" => AllocationPolicy.Hashed,
            "geolatency" => AllocationPolicy.GeoLatency,
            "static" => AllocationPolicy.Static,
            "custom" => AllocationPolicy.Custom,
            _ => throw Bad("The allocation policy is not known."),
        };
        JsonElement policy = Child(root, "reprovisionPolicy");
        JsonElement webhook = Child(root, "customAllocationDefinition");
        return new EnrollmentRecord(
            id,
            isGroup,
            ReadAttestation(Child(root, "attestation")),
            "",
            default,
            default,
            isGroup ? null : Text(root, "deviceId"),
            !string.Equals(Text(root, "provisioningStatus"), "disabled", StringComparison.OrdinalIgnoreCase),
            allocation,
            hubs.Length > 0 || host is null ? hubs : [host],
            !Flag(policy, "updateHubAssignment", true) ? ReprovisioningPolicy.Never
                : Flag(policy, "migrateDeviceData", true) ? ReprovisioningPolicy.MigrateData : ReprovisioningPolicy.ResetData,
            Raw(root, "initialTwin"),
            Flag(Child(root, "capabilities"), "iotEdge", false),
            Text(webhook, "webhookUrl"),
            Text(webhook, "apiVersion"),
            Raw(root, "optionalDeviceInformation"));
    }

    /// <summary>The text of a member; null when it is missing or no text.</summary>
    public static string? Text(JsonElement parent, string name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static ProvisioningRefusedException Bad(string message) => new(ProvisioningError.BadRequest, message);

    private static AttestationRecord ReadAttestation(JsonElement attestation)
    {
        switch (Text(attestation, "type")?.ToLowerInvariant())
        {
            case "symmetrickey":
                JsonElement keys = Child(attestation, "symmetricKey");
                (string? primary, string? secondary) = (Filled(keys, "primaryKey"), Filled(keys, "secondaryKey"));
                return (primary, secondary) switch
                {
                    (null, null) => AttestationRecord.WithKeysToMake,
                    ({ } one, { } other) => new AttestationRecord(new SymmetricKeys(one, other)),
                    _ => throw Bad("Either no keys or both keys can be set."),
                };
            case "x509":
                JsonElement x509 = Child(attestation, "x509");
                JsonElement clients = Child(x509, "clientCertificates");
                JsonElement signing = Child(x509, "signingCertificates");
                JsonElement references = Child(x509, "caReferences");
                return new AttestationRecord(
                    null,
                    Certificate(clients, "primary"),
                    Certificate(clients, "secondary"),
                    Certificate(signing, "primary"),
                    Certificate(signing, "secondary"),
                    Filled(references, "primary"),
                    Filled(references, "secondary"));
            case "tpm":
                JsonElement tpm = Child(attestation, "tpm");
                byte[] endorsementKey = Key(tpm, "endorsementKey") ?? throw Bad("The endorsement key is missing.");
                return new AttestationRecord(Tpm: new TpmRecord(endorsementKey, Key(tpm, "storageRootKey"), SymmetricKeys.Generate()));
            default:
                throw Bad("The type of the attestation is not known.");
        }
    }

    private static byte[]? Key(JsonElement tpm, string name)
    {
        try
        {
            return Filled(tpm, name) is { } text ? Convert.FromBase64String(text) : null;
        }
        catch (FormatException)
        {
            throw Bad($"The {name} is not base64.");
        }
    }

    // PEM, or base64 of DER.
    private static byte[]? Certificate(JsonElement certificates, string name)
    {
        if (Filled(Child(certificates, name), "certificate") is not { } text)
        {
            return null;
        }

        try
        {
            using X509Certificate2 certificate = text.Contains("-----BEGIN", StringComparison.Ordinal)
                ? X509Certificate2.CreateFromPem(text)
                : X509CertificateLoader.LoadCertificate(Convert.FromBase64String(text));
            return certificate.RawData;
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            throw Bad("A certificate can be read neither as PEM nor as base64.");
        }
    }

    private static JsonElement? Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement value) ? value : null;

    private static JsonElement Child(JsonElement parent, string name) => Member(parent, name) is { ValueKind: JsonValueKind.Object } child ? child : default;

    private static string? Filled(JsonElement parent, string name) => Text(parent, name) is { Length: > 0 } text ? text : null;

    private static string? Raw(JsonElement parent, string name) => Child(parent, name) is { ValueKind: JsonValueKind.Object } child ? child.GetRawText() : null;

    private static bool Flag(JsonElement parent, string name, bool otherwise) => Member(parent, name)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => otherwise,
    };

    private static IEnumerable<string> List(JsonElement parent, string name) => Member(parent, name) is { ValueKind: JsonValueKind.Array } list
        ? list.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Bad($"{name} has something that is no text."))
        : [];
}
