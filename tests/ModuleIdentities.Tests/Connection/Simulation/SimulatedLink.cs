using System.Text.Json.Nodes;

namespace ModuleIdentities.Tests.Connection.Simulation;

/// <summary>One connection in memory: two pipes with a delay, which may end with or without a word.</summary>
internal sealed class SimulatedLink(VirtualWorld world, Faults faults, SimulatedHub hub, int number, Action<SimulatedLink, ModuleIdentityException?> lost) : ITelemetryLink
{
    private readonly TimeSpan _openedAt = world.Now;
    private TimeSpan _lastToHub;
    private TimeSpan _lastToClient;
    private TimeSpan _lastHeard = world.Now;
    private bool _isHalfOpen;

    public int Number { get; } = number;

    public int Generation { get; } = hub.Generation;

    public bool IsSubscribed { get; set; }

    public bool IsClosedByHub { get; private set; }

    /// <summary>The client knows that it has ended.</summary>
    public bool IsOver { get; private set; }

    public TimeSpan Age => world.Now - _openedAt;

    public TimeSpan Silence => world.Now - _lastHeard;

    public Action<JsonObject, long>? PatchTaken { get; set; }

    public void Publish(OutgoingMessage message)
    {
        if (!IsOver)
        {
            int body = SimulatedHub.NumberOf(message.Body);
            string? bag = message.Bag;
            ToHub(() => hub.Receive(this, message, body, bag));
        }
    }

    public void TakePatch(JsonObject patch, long version) => PatchTaken?.Invoke(patch, version);

    public void Break(ModuleIdentityException? fault)
    {
        if (!IsOver)
        {
            IsOver = true;
            world.In(TimeSpan.Zero, () => lost(this, fault));
        }
    }

    /// <summary>The hub closes: the client hears of it, unless the link is half-open.</summary>
    public void CloseByHub()
    {
        IsClosedByHub = true;
        ToClient(() => Break(null));
    }

    /// <summary>The client's process has died, and hears nothing of it.</summary>
    public void Die()
    {
        IsOver = true;
        ToHub(() => IsClosedByHub = true);
    }

    /// <summary>Nothing goes through any more, and nobody says so.</summary>
    public void FallSilent() => _isHalfOpen = true;

    public void Ping() => ToHub(() => ToClient(static () => { }));

    public void ToHub(Action action)
    {
        _lastToHub = Later(_lastToHub);
        world.In(_lastToHub - world.Now, () =>
        {
            if (!_isHalfOpen)
            {
                action();
            }
        });
    }

    public void ToClient(Action action, bool isOrdered = true)
    {
        TimeSpan due = Later(isOrdered ? _lastToClient : TimeSpan.Zero);
        _lastToClient = isOrdered ? due : _lastToClient;
        world.In(due - world.Now, () =>
        {
            if (!_isHalfOpen && !IsOver)
            {
                _lastHeard = world.Now;
                action();
            }
        });
    }

    private TimeSpan Later(TimeSpan last)
    {
        TimeSpan due = world.Now + (faults.Strikes(Fault.Slow) ? world.Between(1, 40) : world.Between(0.01, 0.2));
        return due > last ? due : last;
    }
}
