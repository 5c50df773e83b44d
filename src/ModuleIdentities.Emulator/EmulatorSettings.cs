using System.Globalization;

namespace ModuleIdentities.Emulator;

/// <summary>The configuration with which a program that uses ModuleIdentities finds an emulator and trusts it (docs/configuration.md).</summary>
internal static class EmulatorSettings
{
    private const string Section = "ModuleIdentities:";

    /// <summary>For a device that registers with the Device Provisioning Service.</summary>
    public static Dictionary<string, string?> Provisioning(IotEmulator emulator, string registrationId, string credentialKey, string? credential)
    {
        Dictionary<string, string?> settings = Provisioning(emulator);
        settings[Section + "Provisioning:RegistrationId"] = registrationId;
        settings[Section + "Provisioning:" + credentialKey] = credential;
        return settings;
    }

    /// <summary>For whoever has an identity already.</summary>
    public static Dictionary<string, string?> Provisioning(IotEmulator emulator)
    {
        Dictionary<string, string?> settings = new()
        {
            [Section + "Provisioning:GlobalEndpoint"] = emulator.HostName,
            [Section + "Provisioning:IdScope"] = emulator.IdScope,
        };
        AddNetwork(settings, emulator);
        return settings;
    }

    /// <summary>For a device that has a connection string, and perhaps a certificate to go with it.</summary>
    public static Dictionary<string, string?> ConnectionString(IotEmulator emulator, string connectionString, string? certificatePath)
    {
        Dictionary<string, string?> settings = new() { [Section + "Provisioning:ConnectionString"] = connectionString };
        if (certificatePath is not null)
        {
            settings[Section + "Provisioning:X509:Path"] = certificatePath;
        }

        AddNetwork(settings, emulator);
        return settings;
    }

    private static void AddNetwork(Dictionary<string, string?> settings, IotEmulator emulator)
    {
        settings[Section + "Network:MqttPort"] = emulator.MqttPort.ToString(CultureInfo.InvariantCulture);
        settings[Section + "Network:HttpsPort"] = emulator.HttpsPort.ToString(CultureInfo.InvariantCulture);
        settings[Section + "Network:TrustedRootPem"] = emulator.CertificateAuthorityPem;
    }
}
