namespace ModuleIdentities.Emulator.Service.Methods;

/// <summary>A direct method as the service side calls it: <paramref name="Payload"/> is JSON.</summary>
internal sealed record MethodRequest(string Name, byte[] Payload, TimeSpan ResponseTimeout, TimeSpan ConnectTimeout)
{
    /// <summary>How long an answer is waited for unless the caller says otherwise (protocol 4.5).</summary>
    public static readonly TimeSpan DefaultResponseTimeout = TimeSpan.FromSeconds(30);
}
