using System.Threading.Channels;
using MQTTnet.Packets;

namespace ModuleIdentities.Emulator.Faults;

/// <summary>Writes packets of one connection when each is due, and in order.</summary>
internal sealed class DelayLane(TimeProvider time, Action<MqttPacket> write)
{
    private readonly Channel<Entry> _entries = Channel.CreateUnbounded<Entry>();
    private int _pending;
    private int _isRunning;

    /// <summary>Whether a packet sent now would overtake one that waits.</summary>
    public bool IsBusy => Volatile.Read(ref _pending) > 0;

    /// <summary>Ends when the lane has nothing more to write.</summary>
    public Task Idle { get; private set; } = Task.CompletedTask;

    public void Add(MqttPacket packet, TimeSpan delay, CancellationToken held)
    {
        Interlocked.Increment(ref _pending);
        DateTimeOffset? due = delay == Timeout.InfiniteTimeSpan ? null : time.GetUtcNow() + delay;
        _entries.Writer.TryWrite(new Entry(packet, due, held));
        if (Interlocked.Exchange(ref _isRunning, 1) == 0)
        {
            Idle = RunAsync();
        }
    }

    private async Task RunAsync()
    {
        do
        {
            while (_entries.Reader.TryRead(out Entry? entry))
            {
                TimeSpan wait = entry.Due is { } due ? due - time.GetUtcNow() : Timeout.InfiniteTimeSpan;
                if (wait > TimeSpan.Zero || wait == Timeout.InfiniteTimeSpan)
                {
                    await Task.Delay(wait, time, entry.Held).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }

                write(entry.Packet);
                Interlocked.Decrement(ref _pending);
            }

            Volatile.Write(ref _isRunning, 0);
        }
        while (IsBusy && Interlocked.Exchange(ref _isRunning, 1) == 0);
    }

    private sealed record Entry(MqttPacket Packet, DateTimeOffset? Due, CancellationToken Held);
}
