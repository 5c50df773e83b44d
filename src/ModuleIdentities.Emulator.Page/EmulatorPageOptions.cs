namespace ModuleIdentities.Emulator.Page;

/// <summary>How the page is served. The defaults fit everybody: a free port of loopback.</summary>
public sealed class EmulatorPageOptions
{
    /// <summary>TCP port of HTTP on 127.0.0.1; 0, the default, for a free one.</summary>
    public int Port { get; init; }

    /// <summary>
    /// Connection strings of what is served beside the emulator, for the page to offer for copying, by a name that people understand. Secrets. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, string> MoreConnectionStrings { get; init; } = new Dictionary<string, string>();

    /// <exception cref="ArgumentException">An option is wrong.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Port, 65535);
    }
}
