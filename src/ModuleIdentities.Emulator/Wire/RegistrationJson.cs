using System.Buffers;
using System.Globalization;
using System.Text.Json;
using ModuleIdentities.Emulator.Service.Provisioning;

namespace ModuleIdentities.Emulator.Wire;

/// <summary>What the Device Provisioning Service answers, over MQTT and HTTPS alike (protocol section 2.3 and 2.4).</summary>
internal static class RegistrationJson
{
    /// <summary>The state of an operation. Members without a value are left out: some clients do not take null.</summary>
    public static byte[] Operation(RegistrationRecord registration) => Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("operationId", registration.OperationId);
        writer.WriteString("status", Status(registration));
        writer.WritePropertyName("registrationState");
        WriteState(writer, registration);
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

    /// <summary>202 while the device is being assigned, 200 once that is decided.</summary>
    public static int StatusCode(RegistrationRecord registration) => registration.Status == RegistrationStatus.Assigning ? 202 : 200;

    private static void WriteState(Utf8JsonWriter writer, RegistrationRecord registration)
    {
        writer.WriteStartObject();
        writer.WriteString("registrationId", registration.RegistrationId);
        writer.WriteString("createdDateTimeUtc", Timestamp(registration.Created));
        if (registration.Status == RegistrationStatus.Assigned)
        {
            writer.WriteString("assignedHub", registration.AssignedHub);
            writer.WriteString("deviceId", registration.DeviceId);
            writer.WriteString("substatus", registration.Substatus);
        }

        writer.WriteString("status", Status(registration));
        writer.WriteString("lastUpdatedDateTimeUtc", Timestamp(registration.Updated));
        writer.WriteString("etag", registration.ETag);
        writer.WriteEndObject();
    }

    private static string Status(RegistrationRecord registration) => registration.Status.ToString().ToLowerInvariant();

    private static string Timestamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter writer = new(buffer);
        write(writer);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
