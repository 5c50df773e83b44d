using ModuleIdentities.Emulator.Service;
using ModuleIdentities.Emulator.Service.Connections;
using ModuleIdentities.Emulator.Service.Registry;
using ModuleIdentities.Emulator.Wire.Http;

namespace ModuleIdentities.Emulator.Wire.Management;

/// <summary>A device or module as a list shows it, without what changes with every connection.</summary>
internal sealed record ListedIdentity(HubServices Hub, PrincipalId Principal, bool IsEnabled, string Authentication)
{
    public ConnectionStatus Status => Hub.Connections.StatusOf(Principal);

    public bool Contains(string text) =>
        Principal.DeviceId.Contains(text, StringComparison.OrdinalIgnoreCase) || Principal.ModuleId?.Contains(text, StringComparison.OrdinalIgnoreCase) == true;
}

/// <summary>
/// Every device with its modules behind it, hub by hub, in order. It is read from the state once for each change of a registry, so that many thousand
/// identities can be paged through.
/// </summary>
internal sealed class IdentityListing(EmulatorRoot root)
{
    private readonly Lock _gate = new();
    private IReadOnlyList<ListedIdentity> _all = [];
    private long _asOf = -1;

    public IReadOnlyList<ListedIdentity> All()
    {
        lock (_gate)
        {
            // Before the state: what changes meanwhile is read the next time.
            long now = root.Changes.Of(ChangeKind.Identities);
            if (now != _asOf)
            {
                _all = [.. root.Hubs.SelectMany(Read)];
                _asOf = now;
            }

            return _all;
        }
    }

    private static IEnumerable<ListedIdentity> Read(HubServices hub)
    {
        ILookup<string, ModuleRecord> modules = hub.Directory.ListModules(null, int.MaxValue).Select(module => module.Value).ToLookup(module => module.DeviceId);
        foreach (DeviceRecord device in hub.Directory.ListDevices(null, int.MaxValue).Select(device => device.Value))
        {
            yield return new ListedIdentity(hub, new PrincipalId(device.DeviceId), device.IsEnabled, IdentityJson.Type(device.Authentication));
            foreach (ModuleRecord module in modules[device.DeviceId])
            {
                yield return new ListedIdentity(hub, new PrincipalId(device.DeviceId, module.ModuleId), device.IsEnabled, IdentityJson.Type(module.Authentication));
            }
        }
    }
}
