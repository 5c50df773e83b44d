namespace ModuleIdentities;

/// <summary>Acknowledges what came at QoS 1 in the order in which it came (MQTT 3.1.1, section 4.6), whichever was done with first.</summary>
/// <param name="acknowledge">Sends a PUBACK.</param>
internal sealed class MqttAcknowledgements(Action<ushort> acknowledge)
{
    private readonly Lock _gate = new();
    private readonly Queue<(ushort PacketId, Task Done)> _open = new();

    /// <summary>A message has come.</summary>
    /// <param name="packetId">Its packet id.</param>
    /// <param name="done">Completes when it may be acknowledged.</param>
    public void Add(ushort packetId, Task done)
    {
        lock (_gate)
        {
            _open.Enqueue((packetId, done));
        }

        if (done.IsCompleted)
        {
            Flush();
        }
        else
        {
            done.ConfigureAwait(false).GetAwaiter().OnCompleted(Flush);
        }
    }

    /// <summary>Acknowledges what is done with by now, without waiting for being told.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            while (_open.TryPeek(out (ushort PacketId, Task Done) first) && first.Done.IsCompletedSuccessfully)
            {
                _open.Dequeue();
                acknowledge(first.PacketId);
            }
        }
    }
}
