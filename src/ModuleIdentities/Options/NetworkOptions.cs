namespace ModuleIdentities;

/// <summary>Ports, trust and time limits of every connection. The defaults fit Azure; an emulator or a gateway needs its own.</summary>
public sealed class NetworkOptions
{
    /// <summary>TCP port of MQTT over TLS, 1 to 65535. Default 8883.</summary>
    public int MqttPort { get; set; } = 8883;

    /// <summary>TCP port of HTTPS, 1 to 65535. Default 443.</summary>
    public int HttpsPort { get; set; } = 443;

    /// <summary>Path of a PEM file with certificate authorities to trust besides those of the operating system.</summary>
    public string? TrustedRootPath { get; set; }

    /// <summary>PEM text of certificate authorities to trust besides those of the operating system.</summary>
    public string? TrustedRootPem { get; set; }

    /// <summary>How modules are connected to their hub. Default <see cref="HubTransport.Mqtt"/>.</summary>
    public HubTransport Transport { get; set; }

    /// <summary>
    /// The HTTP proxy for HTTPS and WebSockets, for example <c>http://proxy:3128</c> or, where it asks who one is,
    /// <c>http://user:password@proxy:3128</c>, which is a secret then; null for the one of the environment (<c>HTTPS_PROXY</c>). MQTT on its own port goes through no proxy: choose a WebSocket transport behind one.
    /// </summary>
    public Uri? Proxy { get; set; }

    /// <summary>
    /// Host name of a gateway that stands before the hub; null for none. The registry's requests and the connection go there, and its certificate
    /// must be for this name; device and module still introduce themselves to the hub.
    /// </summary>
    public string? GatewayHost { get; set; }

    /// <summary>
    /// The MQTT keep-alive period, a whole number of seconds, 1 second to 1,177 seconds (the hub's limit). Default 60 seconds, half of the shortest
    /// idle time-out seen in home routers. A connection whose other side has vanished is found after at most one and a half periods.
    /// </summary>
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long one request, connect or acknowledgement may take. Default 30 seconds; at least 1 second.</summary>
    public TimeSpan OperationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The same for the connection of one module: with the gateway that its identity names, unless one is set here, and what it trusts besides.</summary>
    internal NetworkOptions For(ModuleIdentity identity)
    {
        NetworkOptions network = (NetworkOptions)MemberwiseClone();
        network.GatewayHost ??= identity.GatewayHost;
        network.TrustedRootPem = identity.TrustedRootPem is { } given ? $"{TrustedRootPem}\n{given}" : TrustedRootPem;
        return network;
    }
}

/// <summary>The wire protocol of a module's connection to its hub.</summary>
public enum HubTransport
{
    /// <summary>MQTT 3.1.1 over TLS, port 8883.</summary>
    Mqtt,

    /// <summary>MQTT 3.1.1 over a WebSocket, port 443.</summary>
    MqttWebSocket,

    /// <summary><see cref="Mqtt"/> where port 8883 is open, else <see cref="MqttWebSocket"/>; what has worked is tried first the next time.</summary>
    Automatic,
}
