using System.Buffers;
using System.IO.Pipelines;
using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace ModuleIdentities.Emulator.Wire.Mqtt;

/// <summary>
/// Sends the packets of one connection, in the order in which they were given and from any thread. What is given while the network is busy, or
/// without a flush, goes out together.
/// </summary>
internal sealed class PacketWriter(PipeWriter output, PacketFormatters formatters, Action<string> failed)
{
    /// <summary>How many packets may wait for a flush.</summary>
    private const int MostUnflushed = 64;

    /// <summary>How many packets may wait for a client that does not read.</summary>
    private const int MostWaiting = 20_000;

    private readonly Lock _gate = new();
    private List<MqttPacket> _waiting = [];
    private List<MqttPacket> _spare = [];
    private MqttPacketFormatterAdapter? _foreign;
    private TaskCompletionSource? _idle;
    private Task _writing = Task.CompletedTask;
    private bool _isWriting;
    private bool _isBroken;

    /// <summary>Encodes for a client that speaks another version than 3.1.1.</summary>
    public void UseFormatter(MqttPacketFormatterAdapter formatter) => _foreign = formatter;

    /// <summary>Adds a packet that goes out with the next flush.</summary>
    public void Enqueue(MqttPacket packet)
    {
        int count;
        lock (_gate)
        {
            if (_isBroken)
            {
                return;
            }

            _waiting.Add(packet);
            count = _waiting.Count;
        }

        if (count >= MostWaiting)
        {
            Break("it does not read what it is sent");
        }
        else if (count >= MostUnflushed)
        {
            Flush();
        }
    }

    /// <summary>Begins to send what was added.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            if (_isWriting || _isBroken || _waiting.Count == 0)
            {
                return;
            }

            _isWriting = true;
        }

        _writing = WriteAsync();
    }

    /// <summary>Sends what was added; completes when it is with the network, or the connection has ended.</summary>
    public Task FlushAsync()
    {
        Flush();
        lock (_gate)
        {
            if (!_isWriting)
            {
                return Task.CompletedTask;
            }

            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            while (TakeWaiting() is { } packets)
            {
                foreach (MqttPacket packet in packets)
                {
                    Encode(packet);
                }

                packets.Clear();
                FlushResult result = await output.FlushAsync(CancellationToken.None).ConfigureAwait(false);
                if (result.IsCompleted)
                {
                    Break("it closed its end");
                    return;
                }
            }
        }
        catch (Exception exception) when (exception
            is IOException or InvalidOperationException or System.Net.Sockets.SocketException or System.Net.WebSockets.WebSocketException
            or OperationCanceledException)
        {
            Break("it could not be written to");
        }
    }

    private List<MqttPacket>? TakeWaiting()
    {
        TaskCompletionSource? idle;
        lock (_gate)
        {
            if (_waiting.Count > 0)
            {
                (_waiting, _spare) = (_spare, _waiting);
                return _spare;
            }

            _isWriting = false;
            (idle, _idle) = (_idle, null);
        }

        idle?.TrySetResult();
        return null;
    }

    private void Encode(MqttPacket packet)
    {
        MqttPacketFormatterAdapter formatter = _foreign ?? formatters.Rent();
        try
        {
            MqttPacketBuffer buffer = formatter.Encode(packet);
            output.Write(buffer.Packet.AsSpan());
            foreach (ReadOnlyMemory<byte> segment in buffer.Payload)
            {
                output.Write(segment.Span);
            }
        }
        finally
        {
            if (_foreign is null)
            {
                formatters.Return(formatter);
            }
        }
    }

    private void Break(string reason)
    {
        TaskCompletionSource? idle;
        lock (_gate)
        {
            _isBroken = true;
            _isWriting = false;
            _waiting.Clear();
            (idle, _idle) = (_idle, null);
        }

        idle?.TrySetResult();
        failed(reason);
    }
}
