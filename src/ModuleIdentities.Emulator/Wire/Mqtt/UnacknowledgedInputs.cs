using ModuleIdentities.Emulator.Service;

namespace ModuleIdentities.Emulator.Wire.Mqtt;

/// <summary>The messages for inputs that one connection has carried and that its module has not acknowledged.</summary>
internal sealed class UnacknowledgedInputs(PrincipalId principal)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ushort, TaskCompletionSource> _open = [];
    private bool _isOver;

    /// <param name="packetId">The packet id; 0 at QoS 0, at which nobody says that a message came.</param>
    /// <param name="outcome">What waits for the acknowledgement.</param>
    public void Add(ushort packetId, TaskCompletionSource outcome)
    {
        lock (_gate)
        {
            if (packetId == 0)
            {
                outcome.TrySetResult();
            }
            else if (_isOver)
            {
                outcome.TrySetException(Lost());
            }
            else
            {
                _open[packetId] = outcome;
            }
        }
    }

    public void Acknowledge(ushort packetId)
    {
        lock (_gate)
        {
            if (_open.Remove(packetId, out TaskCompletionSource? outcome))
            {
                outcome.TrySetResult();
            }
        }
    }

    /// <summary>The connection has ended.</summary>
    public void Fail()
    {
        lock (_gate)
        {
            _isOver = true;
            foreach (TaskCompletionSource outcome in _open.Values)
            {
                outcome.TrySetException(Lost());
            }

            _open.Clear();
        }
    }

    private HubRefusedException Lost() => new(HubErrorCode.DeviceNotOnline, $"The connection of {principal} ended before it had acknowledged the message.");
}
