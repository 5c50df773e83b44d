using ModuleIdentities.Emulator.Service.Registry;

namespace ModuleIdentities.Emulator.Service.Authorization;

/// <summary>A named key of the whole hub.</summary>
internal sealed record HubPolicy(string Name, HubRights Rights, SymmetricKeys Keys)
{
    /// <summary>The policies that every hub is made with (protocol 1.2).</summary>
    public static IReadOnlyDictionary<string, HubPolicy> Defaults(string key)
    {
        SymmetricKeys keys = new(key, key);
        HubPolicy[] policies =
        [
            new("iothubowner", HubRights.All, keys),
            new("service", HubRights.ServiceConnect, keys),
            new("device", HubRights.DeviceConnect, keys),
            new("registryRead", HubRights.RegistryRead, keys),
            new("registryReadWrite", HubRights.RegistryRead | HubRights.RegistryWrite, keys),
        ];
        return policies.ToDictionary(policy => policy.Name, StringComparer.OrdinalIgnoreCase);
    }
}
