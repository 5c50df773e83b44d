namespace ModuleIdentities.Cli;

/// <summary>A shared access policy of a hub or of a Device Provisioning Service, from its connection string.</summary>
/// <param name="Host">The host name of the service.</param>
/// <param name="Name">The name of the policy.</param>
/// <param name="Key">What it signs with.</param>
internal sealed record ServicePolicy(string Host, string Name, SharedAccessKey Key)
{
    /// <summary>Reads the connection string in an environment variable.</summary>
    /// <exception cref="ToolException">It is not there, or is no connection string of a service.</exception>
    public static ServicePolicy FromEnvironment(string variable)
    {
        if (Environment.GetEnvironmentVariable(variable) is not { Length: > 0 } text)
        {
            throw Wrong("NoServiceCredential", $"The environment variable {variable} is not set: give it the connection string of a shared access policy, HostName=…;SharedAccessKeyName=…;SharedAccessKey=…");
        }

        if (!HubConnectionString.TryReadFields(text, out Dictionary<string, string> fields)
            || !fields.TryGetValue("HostName", out string? host)
            || Uri.CheckHostName(host) == UriHostNameType.Unknown
            || !SharedAccessKey.TryParse(fields.GetValueOrDefault("SharedAccessKey"), out SharedAccessKey? key))
        {
            throw Wrong("InvalidConfiguration", $"{variable} is no connection string of the form HostName=…;SharedAccessKeyName=…;SharedAccessKey=…");
        }

        return fields.TryGetValue("SharedAccessKeyName", out string? name)
            ? new ServicePolicy(host, name, key)
            : throw Wrong("InvalidConfiguration", $"{variable} has no SharedAccessKeyName: it is a device's connection string, with which the device itself uses 'moduleid provision'.");
    }

    private static ToolException Wrong(string code, string message) => new(ExitCode.Usage, code, message);
}
