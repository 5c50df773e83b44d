using System.Buffers;
using System.Globalization;
using System.Text.Json;
using ModuleIdentities.Emulator.Service.Provisioning;
using ModuleIdentities.Emulator.Service.Security;

namespace ModuleIdentities.Emulator.Wire;

/// <summary>What the Device Provisioning Service answers, over MQTT and HTTPS alike (protocol section 2.3 and 2.4).</summary>
internal static class RegistrationJson
{
    /// <summary>The state of an operation. Members without a value are left out: some clients do not take null.</summary>
    /// <param name="registration">The registration.</param>
    /// <param name="stateWhileAssigning">See <see cref="AzureAssumptions.StateWhileAssigning"/>.</param>
    public static byte[] Operation(RegistrationRecord registration, bool stateWhileAssigning) => Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("operationId", registration.OperationId);
        writer.WriteString("status", Status(registration));
        if (stateWhileAssigning || registration.Status != RegistrationStatus.Assigning)
        {
            writer.WritePropertyName("registrationState");
            WriteState(writer, registration);
        }

        writer.WriteEndObject();
    });

    /// <summary>The bare state, as the status look-up answers it.</summary>
    public static byte[] State(RegistrationRecord registration) => Write(writer => WriteState(writer, registration));

    public static byte[] Error(int errorCode, string message, DateTimeOffset now) => Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("errorCode", errorCode);
        writer.WriteString("trackingId", Guid.NewGuid());
        writer.WriteString("message", message);
        writer.WriteString("timestampUtc", Timestamp(now));
        writer.WriteStartObject("info");
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    /// <summary>What a TPM has to open (protocol section 2.6): the name of the key is the <c>skn</c> of its token, and there is no status.</summary>
    public static byte[] TpmChallenge(byte[] encryptedKey, string message) => Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("message", message);
        writer.WriteBase64String("authenticationKey", encryptedKey);
        writer.WriteString("keyName", "registration");
        writer.WriteEndObject();
    });

    /// <summary>202 while the device is being assigned, 200 once that is decided.</summary>
    public static int StatusCode(RegistrationRecord registration) => registration.Status == RegistrationStatus.Assigning ? 202 : 200;

    /// <summary>The state alone, inside whatever is being written.</summary>
    public static void WriteState(Utf8JsonWriter writer, RegistrationRecord registration)
    {
        writer.WriteStartObject();
        WriteAttestation(writer, registration);
        writer.WriteString("registrationId", registration.RegistrationId);
        writer.WriteString("createdDateTimeUtc", Timestamp(registration.Created));
        switch (registration.Status)
        {
            case RegistrationStatus.Assigned:
                writer.WriteString("assignedHub", registration.AssignedHub);
                writer.WriteString("deviceId", registration.DeviceId);
                writer.WriteString("substatus", registration.Substatus);
                break;
            case RegistrationStatus.Failed:
                writer.WriteNumber("errorCode", registration.ErrorCode!.Value);
                writer.WriteString("errorMessage", registration.ErrorMessage);
                break;
        }

        writer.WriteString("status", Status(registration));
        writer.WriteString("lastUpdatedDateTimeUtc", Timestamp(registration.Updated));
        writer.WriteString("etag", registration.ETag);
        if (registration is { Status: RegistrationStatus.Assigned, Payload: { } payload })
        {
            writer.WritePropertyName("payload");
            writer.WriteRawValue(payload);
        }

        writer.WriteEndObject();
    }

    /// <summary>What the service says of a certificate.</summary>
    public static void WriteCertificate(Utf8JsonWriter writer, string name, CertificateDescription certificate)
    {
        writer.WriteStartObject(name);
        writer.WriteString("subjectName", certificate.SubjectName);
        writer.WriteString("sha1Thumbprint", certificate.Sha1Thumbprint);
        writer.WriteString("sha256Thumbprint", certificate.Sha256Thumbprint);
        writer.WriteString("issuerName", certificate.IssuerName);
        writer.WriteString("notBeforeUtc", Timestamp(certificate.NotBefore));
        writer.WriteString("notAfterUtc", Timestamp(certificate.NotAfter));
        writer.WriteString("serialNumber", certificate.SerialNumber);
        writer.WriteNumber("version", certificate.Version);
        writer.WriteEndObject();
    }

    /// <summary>A time as the service writes it: seven fractional digits.</summary>
    public static string Timestamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    private static void WriteAttestation(Utf8JsonWriter writer, RegistrationRecord registration)
    {
        if (registration.Status == RegistrationStatus.Assigning)
        {
            return;
        }

        if (registration.Certificate is { } certificate)
        {
            writer.WriteStartObject("x509");
            WriteCertificate(writer, "certificateInfo", certificate);
            if (registration.GroupId is { } groupId)
            {
                writer.WriteString("enrollmentGroupId", groupId);
            }

            if (registration.SigningCertificate is { } signing)
            {
                WriteCertificate(writer, "signingCertificateInfo", signing);
            }

            writer.WriteEndObject();
        }
        else if (registration is { Status: RegistrationStatus.Assigned, TpmKey: { } key })
        {
            writer.WriteStartObject("tpm");
            writer.WriteBase64String("authenticationKey", key);
            writer.WriteEndObject();
        }
        else if (registration is { IsSymmetric: true, GroupId: { } group })
        {
            writer.WriteStartObject("symmetricKey");
            writer.WriteString("enrollmentGroupId", group);
            writer.WriteEndObject();
        }
    }

    private static string Status(RegistrationRecord registration) => registration.Status.ToString().ToLowerInvariant();

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter writer = new(buffer);
        write(writer);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
