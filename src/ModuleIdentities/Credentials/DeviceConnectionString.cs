using System.Diagnostics.CodeAnalysis;

namespace ModuleIdentities;

/// <summary>A device connection string: <c>HostName={hub};DeviceId={device};SharedAccessKey={key}</c>.</summary>
internal sealed class DeviceConnectionString
{
    private DeviceConnectionString(string hubHostName, string deviceId, SharedAccessKey key)
    {
        HubHostName = hubHostName;
        DeviceId = deviceId;
        Key = key;
    }

    public string HubHostName { get; }

    public string DeviceId { get; }

    public SharedAccessKey Key { get; }

    /// <summary>Reads a connection string; <paramref name="fault"/> says in words, without any value of the string, why it is refused.</summary>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out DeviceConnectionString? connectionString, [NotNullWhen(false)] out string? fault)
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
        else if (fields.ContainsKey("ModuleId"))
        {
            fault = "has ModuleId: it is a module's connection string; a module cannot create modules. Use the device's connection string";
        }
        else if (!fields.TryGetValue("HostName", out string? host) || Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            fault = "has no valid HostName";
        }
        else if (!fields.TryGetValue("DeviceId", out string? deviceId) || deviceId.Length is 0 or > 128)
        {
            fault = "has no DeviceId of 1 to 128 characters";
        }
        else if (!fields.TryGetValue("SharedAccessKey", out string? base64) || !SharedAccessKey.TryParse(base64, out SharedAccessKey? key))
        {
            fault = "has no SharedAccessKey that is base64 of 16 to 64 bytes";
        }
        else
        {
            fault = null;
            connectionString = new DeviceConnectionString(host, deviceId, key);
        }

        return connectionString is not null;
    }

    private static bool TryReadFields(string text, out Dictionary<string, string> fields)
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
