using System.Collections.Concurrent;

namespace ModuleIdentities.Emulator.Wire.Mqtt;

/// <summary>
/// Looks once a second for connections whose client has fallen silent or whose token has expired: one timer for all of them. A jump of the clock is
/// no silence: however far it goes at once, it counts as two rounds.
/// </summary>
internal sealed class ConnectionSweep : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<MqttPeer, MqttPeer> _peers = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private long _last;

    public ConnectionSweep(TimeProvider time)
    {
        _time = time;
        _last = time.GetTimestamp();
        _timer = time.CreateTimer(static state => ((ConnectionSweep)state!).Sweep(), this, Period, Timeout.InfiniteTimeSpan);
    }

    public void Add(MqttPeer peer) => _peers.TryAdd(peer, peer);

    public void Remove(MqttPeer peer) => _peers.TryRemove(peer, out _);

    public void Dispose() => _timer.Dispose();

    private void Sweep()
    {
        long now = _time.GetTimestamp();
        TimeSpan elapsed = _time.GetElapsedTime(_last, now);
        _last = now;
        elapsed = elapsed > 2 * Period ? 2 * Period : elapsed;
        DateTimeOffset clock = _time.GetUtcNow();
        foreach ((MqttPeer peer, _) in _peers)
        {
            peer.Check(elapsed, clock);
        }

        _timer.Change(Period, Timeout.InfiniteTimeSpan);
    }
}
