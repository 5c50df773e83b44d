using System.Diagnostics.CodeAnalysis;

namespace ModuleIdentities;

/// <summary>
/// A connection string of a device, <c>HostName={hub};DeviceId={device};SharedAccessKey={key}</c>, or of one of its modules, with
/// <c>ModuleId={module}</c>; <c>x509=true</c> may stand instead of the key.
/// </summary>
internal sealed class HubConnectionString
{
    private HubConnectionString(string hubHostName, string deviceId, string? moduleId, ModuleSecret secret)
    {
        HubHostName = hubHostName;
        DeviceId = deviceId;
        ModuleId = moduleId;
        Secret = secret;
    }

    public string HubHostName { get; }

    public string DeviceId { get; }

    /// <summary>The module that the string opens; null when it opens the device.</summary>
    public string? ModuleId { get; }

    /// <summary>What opens the module, or the device.</summary>
    public ModuleSecret Secret { get; }

    /// <summary>Reads the connection string of options that have passed validation; null when they have none.</summary>
    /// <exception cref="InvalidOperationException">The options have not passed validation.</exception>
    public static HubConnectionString? From(ProvisioningOptions options)
    {
        if (string.IsNullOrEmpty(options.ConnectionString))
        {
            return null;
        }

        return TryParse(options.ConnectionString, options.X509, out HubConnectionString? connectionString, out string? fault)
            ? connectionString
            : throw new InvalidOperationException($"The connection string {fault}.");
    }

    /// <summary>Reads a connection string; <paramref name="fault"/> says in words, without any value of the string, why it is refused.</summary>
    public static bool TryParse(
        string text,
        X509Options certificate,
        [NotNullWhen(true)] out HubConnectionString? connectionString,
        [NotNullWhen(false)] out string? fault)
    {
        connectionString = null;
        if (!TryReadFields(text, out Dictionary<string, string> fields))
        {
            fault = "is not a list of Name=Value fields separated by ';', each name given once";
        }
        else if (fields.ContainsKey("SharedAccessKeyName"))
        {
            fault = "has SharedAccessKeyName: it is a connection string of the hub, which opens every device of the hub and must never be on a device. "
                + "Use the device's own connection string (HostName, DeviceId, SharedAccessKey) or the Device Provisioning Service";
        }
        else if (fields.ContainsKey("GatewayHostName"))
        {
            fault = "has GatewayHostName: leave it out, and set Network:GatewayHost instead";
        }
        else if (!fields.TryGetValue("HostName", out string? host) || Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            fault = "has no valid HostName";
        }
        else if (!fields.TryGetValue("DeviceId", out string? deviceId) || deviceId.Length is 0 or > 128)
        {
            fault = "has no DeviceId of 1 to 128 characters";
        }
        else if (fields.TryGetValue("ModuleId", out string? moduleId) && ModuleNameRules.Check(moduleId, out _) != ModuleNameFault.None)
        {
            fault = "has a ModuleId that IoT Hub does not accept";
        }
        else if (ReadSecret(fields, certificate, out fault) is { } secret)
        {
            connectionString = new HubConnectionString(host, deviceId, moduleId, secret);
        }

        return fault is null;
    }

    private static ModuleSecret? ReadSecret(Dictionary<string, string> fields, X509Options options, out string? fault)
    {
        if (fields.TryGetValue("x509", out string? isX509) && string.Equals(isX509, "true", StringComparison.OrdinalIgnoreCase))
        {
            return Attestation.ReadCertificate(options, out fault) is { } certificate ? new ModuleCertificate(certificate) : null;
        }

        bool isKey = SharedAccessKey.TryParse(fields.GetValueOrDefault("SharedAccessKey"), out SharedAccessKey? key);
        fault = isKey ? null : "has neither a SharedAccessKey that is base64 of 16 to 64 bytes nor x509=true";
        return key is null ? null : new ModuleKey(key);
    }

    /// <summary>Reads the fields of a connection string of any kind; false when it is no list of them.</summary>
    public static bool TryReadFields(string text, out Dictionary<string, string> fields)
    {
        fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string field in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // Only the first '=' separates: base64 ends with some of its own.
            int separator = field.IndexOf('=', StringComparison.Ordinal);
            if (separator <= 0 || !fields.TryAdd(field[..separator].Trim(), field[(separator + 1)..].Trim()))
            {
                return false;
            }
        }

        return true;
    }
}
