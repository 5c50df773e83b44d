using System.Text.Json;
using ModuleIdentities.Emulator.Wire.Http;

namespace ModuleIdentities.Emulator.Wire.Management;

/// <summary>
/// How the emulator is found: <c>about</c> has no secret, <c>settings/{registrationId}</c> and <c>connectionStrings/…</c> have one each, and are asked for one
/// by one.
/// </summary>
internal sealed class SettingsResource(IotEmulator emulator)
{
    /// <exception cref="HubRefusedException">There is no such device or module.</exception>
    /// <exception cref="FormatException">What is asked for has no such text.</exception>
    public async Task<bool> TryAnswerAsync(HttpCall call, string[] path)
    {
        if (call.Method != "GET")
        {
            return false;
        }

        switch (path)
        {
            case ["about"]:
                await call.AnswerAsync(200, WriteAbout).ConfigureAwait(false);
                return true;
            case ["settings", string registrationId] when emulator.Enrollments.Find(registrationId) is { } enrollment:
                IReadOnlyDictionary<string, string?> settings = SettingsFor(enrollment);
                await call.AnswerAsync(200, writer => Write(writer, settings)).ConfigureAwait(false);
                return true;
            case ["connectionStrings", .. var what]:
                string connectionString = ConnectionString(call, what);
                await call.AnswerAsync(200, writer => ManagementJson.WriteConnectionString(writer, connectionString)).ConfigureAwait(false);
                return true;
            default:
                return false;
        }
    }

    private static void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, string?> settings)
    {
        writer.WriteStartObject();
        foreach ((string key, string? value) in settings)
        {
            writer.WriteString(key, value);
        }

        writer.WriteEndObject();
    }

    private static void WritePolicies<TRights>(Utf8JsonWriter writer, string name, EmulatedPolicies<TRights> policies)
        where TRights : struct, Enum
    {
        writer.WriteStartArray(name);
        foreach ((string policy, TRights rights) in policies.List())
        {
            writer.WriteStartObject();
            writer.WriteString("name", policy);
            writer.WriteString("rights", rights.ToString());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private IReadOnlyDictionary<string, string?> SettingsFor(IndividualEnrollment enrollment) => enrollment.PrimaryKey is not null
        ? emulator.SettingsFor(enrollment)
        : throw new FormatException($"'{enrollment.RegistrationId}' is not enrolled by symmetric key: its settings name its certificate, or its TPM, which the device has.");

    private string ConnectionString(HttpCall call, string[] what)
    {
        try
        {
            EmulatedHub hub = call.Query("hub") is { } name ? emulator.Hubs[name] : emulator.Hubs[0];
            return what switch
            {
                ["devices", string deviceId] => hub.Devices.ConnectionString(deviceId),
                ["devices", string deviceId, string moduleId] => hub.Devices.ConnectionString(deviceId, moduleId),
                ["policies", string policy] => hub.Policies.ConnectionString(policy),
                ["provisioningPolicies", string policy] => emulator.ProvisioningPolicies.ConnectionString(policy),
                _ => throw new FormatException("There are connectionStrings/devices/{device}[/{module}], /policies/{name} and /provisioningPolicies/{name}."),
            };
        }
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException(exception.Message, exception);
        }
    }

    private void WriteAbout(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("hostName", emulator.HostName);
        writer.WriteNumber("mqttPort", emulator.MqttPort);
        writer.WriteNumber("httpsPort", emulator.HttpsPort);
        writer.WriteString("idScope", emulator.IdScope);
        writer.WriteString("certificateAuthority", emulator.CertificateAuthorityPem);
        writer.WriteStartArray("hubs");
        foreach (EmulatedHub hub in emulator.Hubs)
        {
            writer.WriteStartObject();
            writer.WriteString("name", hub.HostName);
            WritePolicies(writer, "policies", hub.Policies);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        WritePolicies(writer, "provisioningPolicies", emulator.ProvisioningPolicies);
        writer.WriteEndObject();
    }
}
