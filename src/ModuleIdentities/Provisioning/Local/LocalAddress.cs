namespace ModuleIdentities;

/// <summary>Where a service of this device listens: at a Unix socket, or, for developers, at a port.</summary>
/// <param name="Text">The path of the socket, or the address, for people.</param>
/// <param name="Base">What goes before the path of a request. For a socket its host is written because HTTP/1.1 wants one.</param>
/// <param name="Socket">The path of the socket; null for a port.</param>
internal readonly record struct LocalAddress(string Text, string Base, string? Socket)
{
    /// <summary>A service at a Unix socket.</summary>
    public static LocalAddress OfSocket(string path) => new(path, "http://localhost", path);

    /// <summary>Reads <c>unix:///path</c> or <c>http://host:port</c>.</summary>
    public static bool TryParse(string text, out LocalAddress address)
    {
        address = Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
            ? uri switch
            {
                { Scheme: "unix", LocalPath.Length: > 1 } => OfSocket(uri.LocalPath),
                { Scheme: "http", Host.Length: > 0 } => new LocalAddress(text, $"http://{uri.Authority}", null),
                _ => default,
            }
            : default;
        return address.Text is not null;
    }
}
