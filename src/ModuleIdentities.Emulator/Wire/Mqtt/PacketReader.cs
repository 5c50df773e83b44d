using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using MQTTnet.Adapter;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace ModuleIdentities.Emulator.Wire.Mqtt;

/// <summary>
/// Cuts the incoming bytes of one connection into packets. Nothing is set aside for a packet before its bytes are there, and one that claims to be
/// larger than <see cref="LargestPacket"/> is not read at all.
/// </summary>
internal sealed class PacketReader(PipeReader input, PacketFormatters formatters)
{
    private const int ConnectType = 1;
    private const int LongestLength = 4;

    /// <summary>The most bytes after the fixed header that a packet may have.</summary>
    public int LargestPacket { get; set; }

    /// <summary>Reads the first packet, and with it the version that the client speaks.</summary>
    /// <exception cref="MqttProtocolViolationException">The packet is malformed, too large, or no CONNECT.</exception>
    public async ValueTask<(MqttPacket? Packet, MqttPacketFormatterAdapter Formatter)> ReadConnectAsync()
    {
        MqttPacketFormatterAdapter formatter = PacketFormatters.CreateForConnect();
        return (await ReadAsync(formatter).ConfigureAwait(false), formatter);
    }

    /// <summary>Reads the next packet, whose memory is the caller's own; null when no more comes.</summary>
    /// <exception cref="MqttProtocolViolationException">The packet is malformed or too large.</exception>
    public ValueTask<MqttPacket?> ReadAsync() => ReadAsync(null);

    /// <summary>Makes a read that waits end with null.</summary>
    public void Cancel() => input.CancelPendingRead();

    private async ValueTask<MqttPacket?> ReadAsync(MqttPacketFormatterAdapter? formatter)
    {
        while (true)
        {
            ReadResult result = await input.ReadAsync(CancellationToken.None).ConfigureAwait(false);
            ReadOnlySequence<byte> buffer = result.Buffer;
            MqttPacket? packet = result.IsCanceled ? null : TryTake(ref buffer, formatter);
            input.AdvanceTo(buffer.Start, packet is null ? buffer.End : buffer.Start);
            if (packet is not null || result.IsCompleted || result.IsCanceled)
            {
                return packet;
            }
        }
    }

    private MqttPacket? TryTake(ref ReadOnlySequence<byte> buffer, MqttPacketFormatterAdapter? formatter)
    {
        SequenceReader<byte> reader = new(buffer);
        if (!reader.TryRead(out byte header) || !TryReadLength(ref reader, out int length) || reader.Remaining < length)
        {
            return null;
        }

        ReadOnlySequence<byte> body = reader.UnreadSequence.Slice(0, length);
        buffer = buffer.Slice(body.End);
        return body.IsSingleSegment && MemoryMarshal.TryGetArray(body.First, out ArraySegment<byte> array)
            ? Decode(header, array, formatter)
            : DecodeCopy(header, body, formatter);
    }

    private bool TryReadLength(ref SequenceReader<byte> reader, out int length)
    {
        length = 0;
        for (int i = 0; i < LongestLength; i++)
        {
            if (!reader.TryRead(out byte next))
            {
                return false;
            }

            length |= (next & 0x7F) << (7 * i);
            if ((next & 0x80) == 0)
            {
                return length <= LargestPacket ? true : throw new MqttProtocolViolationException($"The packet claims {length} bytes.");
            }
        }

        throw new MqttProtocolViolationException("The packet has no proper length.");
    }

    private MqttPacket DecodeCopy(byte header, ReadOnlySequence<byte> body, MqttPacketFormatterAdapter? formatter)
    {
        int length = (int)body.Length;
        byte[] copy = ArrayPool<byte>.Shared.Rent(length);
        body.CopyTo(copy);
        try
        {
            return Decode(header, new ArraySegment<byte>(copy, 0, length), formatter);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    private MqttPacket Decode(byte header, ArraySegment<byte> body, MqttPacketFormatterAdapter? connectFormatter)
    {
        MqttPacketFormatterAdapter formatter = connectFormatter ?? formatters.Rent();
        try
        {
            ReceivedMqttPacket received = new(header, body, body.Count + 2);
            if (connectFormatter is not null)
            {
                if (header >> 4 != ConnectType)
                {
                    throw new MqttProtocolViolationException("The first packet is no CONNECT.");
                }

                connectFormatter.DetectProtocolVersion(received);
            }

            MqttPacket packet = formatter.Decode(received);
            if (packet is MqttPublishPacket publish)
            {
                publish.Payload = new ReadOnlySequence<byte>(publish.Payload.ToArray());
            }

            return packet;
        }
        catch (Exception exception) when (exception is not (MqttProtocolViolationException or OutOfMemoryException))
        {
            // The decoder meets malformed bytes with whatever its buffers throw.
            throw new MqttProtocolViolationException($"The packet is malformed: {exception.GetType().Name}.");
        }
        finally
        {
            if (connectFormatter is null)
            {
                formatters.Return(formatter);
            }
        }
    }
}
