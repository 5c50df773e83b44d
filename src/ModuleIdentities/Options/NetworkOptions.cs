namespace ModuleIdentities;

/// <summary>Ports, trust and time limits of every connection. The defaults fit Azure; an emulator or a gateway needs its own.</summary>
public sealed class NetworkOptions
{
    /// <summary>TCP port of MQTT over TLS, 1 to 65535. Default 8883.</summary>
    public int MqttPort { get; set; } = 8883;

    /// <summary>TCP port of HTTPS, 1 to 65535. Default 443.</summary>
    public int HttpsPort { get; set; } = 443;

    /// <summary>Path of a PEM file with certificate authorities to trust besides those of the operating system.</summary>
    public string? TrustedRootFile { get; set; }

    /// <summary>PEM text of certificate authorities to trust besides those of the operating system.</summary>
    public string? TrustedRootPem { get; set; }

    /// <summary>How long one request, connect or acknowledgement may take. Default 30 seconds; at least 1 second.</summary>
    public TimeSpan OperationTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
