using System.Collections.Concurrent;

namespace ModuleIdentities.Emulator.Faults;

/// <summary>The open MQTT connections, each behind the faults.</summary>
internal sealed class FaultyLinks(FaultList faults)
{
    private readonly ConcurrentDictionary<FaultyLink, bool> _open = new();

    /// <summary>Puts the faults between a connection and what serves it.</summary>
    /// <param name="abort">Resets the connection.</param>
    /// <param name="gone">Ends when the client has closed it.</param>
    public FaultyLink Attach(Action abort, CancellationToken gone)
    {
        FaultyLink link = new(faults, abort, gone);
        _open.TryAdd(link, true);
        return link;
    }

    public void Detach(FaultyLink link) => _open.TryRemove(link, out _);

    /// <summary>Lets a new fault strike the connections that are open.</summary>
    public void Meet(FaultHandle handle)
    {
        if (handle.Fault.Skip > 0 || handle.Armed is not ISuddenFault fault)
        {
            return;
        }

        foreach (FaultyLink link in _open.Keys)
        {
            if (link.IsConnected && handle.TryHit(fault.OccasionOf(link)))
            {
                fault.Strike(link, handle);
            }
        }
    }
}
