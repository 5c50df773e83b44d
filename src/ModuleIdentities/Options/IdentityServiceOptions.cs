namespace ModuleIdentities;

/// <summary>The Azure IoT Identity Service of this device, which has its credential and its modules' keys: see docs/identity-service.md.</summary>
public sealed class IdentityServiceOptions
{
    /// <summary>
    /// The directory of its sockets <c>identityd.sock</c> and <c>keyd.sock</c>, <c>/run/aziot</c> where its package is installed. Environment variables
    /// are expanded.
    /// </summary>
    public string? Directory { get; set; }

    internal bool IsSet => !string.IsNullOrEmpty(Directory);
}
