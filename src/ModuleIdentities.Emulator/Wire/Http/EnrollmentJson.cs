using System.Text.Json;
using ModuleIdentities.Emulator.Service.Provisioning;
using ModuleIdentities.Emulator.Service.Security;
using System.Security.Cryptography.X509Certificates;

namespace ModuleIdentities.Emulator.Wire.Http;

/// <summary>Enrolments and groups as the service API writes them. Members without a value are left out.</summary>
internal static class EnrollmentJson
{
    /// <param name="writer">Where to.</param>
    /// <param name="enrollment">What.</param>
    /// <param name="registration">The registration of the device, if it has one.</param>
    /// <param name="withSecrets">Whether keys are shown: to whoever set them, and to whoever asks for the attestation mechanism.</param>
    public static void Write(Utf8JsonWriter writer, EnrollmentRecord enrollment, RegistrationRecord? registration, bool withSecrets)
    {
        writer.WriteStartObject();
        writer.WriteString(enrollment.IsGroup ? "enrollmentGroupId" : "registrationId", enrollment.Id);
        WriteIfPresent(writer, "deviceId", enrollment.DeviceId);
        if (registration is not null)
        {
            writer.WritePropertyName("registrationState");
            RegistrationJson.WriteState(writer, registration);
        }

        WriteRaw(writer, "optionalDeviceInformation", enrollment.DeviceInformation);
        writer.WritePropertyName("attestation");
        WriteAttestation(writer, enrollment.Attestation, withSecrets);
        writer.WriteStartObject("capabilities");
        writer.WriteBoolean("iotEdge", enrollment.IsEdge);
        writer.WriteEndObject();
        if (enrollment is { Allocation: AllocationPolicy.Static, Hubs: [string only] })
        {
            writer.WriteString("iotHubHostName", only);
        }

        WriteRaw(writer, "initialTwin", enrollment.InitialTwin);
        writer.WriteString("etag", enrollment.ETag);
        writer.WriteString("provisioningStatus", enrollment.IsEnabled ? "enabled" : "disabled");
        writer.WriteStartObject("reprovisionPolicy");
        writer.WriteBoolean("updateHubAssignment", enrollment.Reprovisioning != ReprovisioningPolicy.Never);
        writer.WriteBoolean("migrateDeviceData", enrollment.Reprovisioning == ReprovisioningPolicy.MigrateData);
        writer.WriteEndObject();
        writer.WriteString("createdDateTimeUtc", RegistrationJson.Timestamp(enrollment.Created));
        writer.WriteString("lastUpdatedDateTimeUtc", RegistrationJson.Timestamp(enrollment.Updated));
        WriteAllocation(writer, enrollment);
        writer.WriteEndObject();
    }

    public static void WriteAttestation(Utf8JsonWriter writer, AttestationRecord attestation, bool withSecrets)
    {
        writer.WriteStartObject();
        if (attestation.Keys is { } keys)
        {
            writer.WriteString("type", "symmetricKey");
            writer.WriteStartObject("symmetricKey");
            if (withSecrets)
            {
                writer.WriteString("primaryKey", keys.Primary);
                writer.WriteString("secondaryKey", keys.Secondary);
            }

            writer.WriteEndObject();
        }
        else if (attestation.Tpm is { } tpm)
        {
            writer.WriteString("type", "tpm");
            writer.WriteStartObject("tpm");
            writer.WriteBase64String("endorsementKey", tpm.EndorsementKey);
            if (tpm.StorageRootKey is { } storageRootKey)
            {
                writer.WriteBase64String("storageRootKey", storageRootKey);
            }

            writer.WriteEndObject();
        }
        else
        {
            writer.WriteString("type", "x509");
            writer.WriteStartObject("x509");
            WriteCertificates(writer, "clientCertificates", attestation.PrimaryClient, attestation.SecondaryClient);
            WriteCertificates(writer, "signingCertificates", attestation.PrimarySigning, attestation.SecondarySigning);
            if (attestation.PrimaryAuthority is not null || attestation.SecondaryAuthority is not null)
            {
                writer.WriteStartObject("caReferences");
                WriteIfPresent(writer, "primary", attestation.PrimaryAuthority);
                WriteIfPresent(writer, "secondary", attestation.SecondaryAuthority);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteAllocation(Utf8JsonWriter writer, EnrollmentRecord enrollment)
    {
        writer.WriteString("allocationPolicy", enrollment.Allocation switch
        {
            AllocationPolicy.Hashed => "hashed",
            AllocationPolicy.GeoLatency => "geoLatency",
            AllocationPolicy.Static => "static",
            _ => "custom",
        });
        if (enrollment.Hubs is { Count: > 0 } hubs)
        {
            writer.WriteStartArray("iotHubs");
            foreach (string hub in hubs)
            {
                writer.WriteStringValue(hub);
            }

            writer.WriteEndArray();
        }

        if (enrollment.WebhookUrl is { } url)
        {
            writer.WriteStartObject("customAllocationDefinition");
            writer.WriteString("webhookUrl", url);
            writer.WriteString("apiVersion", enrollment.WebhookApiVersion);
            writer.WriteEndObject();
        }
    }

    private static void WriteCertificates(Utf8JsonWriter writer, string name, byte[]? primary, byte[]? secondary)
    {
        if (primary is null && secondary is null)
        {
            return;
        }

        writer.WriteStartObject(name);
        WriteCertificate(writer, "primary", primary);
        WriteCertificate(writer, "secondary", secondary);
        writer.WriteEndObject();
    }

    // The service says what a certificate is, and does not give it back.
    private static void WriteCertificate(Utf8JsonWriter writer, string name, byte[]? certificate)
    {
        if (certificate is null)
        {
            return;
        }

        using X509Certificate2 loaded = X509CertificateLoader.LoadCertificate(certificate);
        writer.WriteStartObject(name);
        RegistrationJson.WriteCertificate(writer, "info", CertificateDescription.Of(loaded));
        writer.WriteEndObject();
    }

    private static void WriteIfPresent(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static void WriteRaw(Utf8JsonWriter writer, string name, string? json)
    {
        if (json is not null)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(json);
        }
    }
}
