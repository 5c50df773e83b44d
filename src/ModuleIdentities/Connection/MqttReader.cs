using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using MQTTnet.Adapter;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace ModuleIdentities;

/// <summary>Cuts the incoming bytes of one connection into packets and has MQTTnet decode them.</summary>
internal static class MqttReader
{
    /// <summary>No service sends a larger one: a message to a device, a method's payload and a twin are all below 256 KB.</summary>
    private const int LargestPacket = 1024 * 1024;

    /// <summary>Reads until the other side closes or the token ends it.</summary>
    /// <param name="stream">The connection.</param>
    /// <param name="arrived">Called whenever any bytes have come.</param>
    /// <param name="received">Called for each packet; what is in it is valid until the call returns.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task ReadAsync(Stream stream, Action arrived, Action<MqttPacket> received, CancellationToken cancellationToken)
    {
        MqttPacketFormatterAdapter formatter = new(MqttProtocolVersion.V311, new MqttBufferWriter(0, 0));
        PipeReader input = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        try
        {
            while (true)
            {
                ReadResult result = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
                arrived();
                ReadOnlySequence<byte> buffer = result.Buffer;
                while (TryTake(ref buffer, out byte header, out ReadOnlySequence<byte> body))
                {
                    received(Decode(formatter, header, body));
                }

                input.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted)
                {
                    return;
                }
            }
        }
        finally
        {
            await input.CompleteAsync().ConfigureAwait(false);
        }
    }

    private static bool TryTake(ref ReadOnlySequence<byte> buffer, out byte header, out ReadOnlySequence<byte> body)
    {
        body = default;
        SequenceReader<byte> reader = new(buffer);
        if (!reader.TryRead(out header) || !TryReadLength(ref reader, out int length) || reader.Remaining < length)
        {
            return false;
        }

        body = reader.UnreadSequence.Slice(0, length);
        buffer = buffer.Slice(body.End);
        return true;
    }

    /// <summary>MQTT 3.1.1, section 2.2.3: seven bits a byte, the lowest first, four bytes at most.</summary>
    private static bool TryReadLength(ref SequenceReader<byte> reader, out int length)
    {
        length = 0;
        for (int shift = 0; shift < 28; shift += 7)
        {
            if (!reader.TryRead(out byte next))
            {
                return false;
            }

            length |= (next & 0x7F) << shift;
            if ((next & 0x80) == 0)
            {
                return length <= LargestPacket ? true : throw new MqttProtocolViolationException($"The packet claims {length} bytes.");
            }
        }

        throw new MqttProtocolViolationException("The packet has no proper length.");
    }

    private static MqttPacket Decode(MqttPacketFormatterAdapter formatter, byte header, in ReadOnlySequence<byte> body)
    {
        if (!body.IsSingleSegment || !MemoryMarshal.TryGetArray(body.First, out ArraySegment<byte> array))
        {
            array = body.ToArray();
        }

        try
        {
            return formatter.Decode(new ReceivedMqttPacket(header, array, array.Count + 2));
        }
        catch (Exception exception) when (exception is not (MqttProtocolViolationException or OutOfMemoryException))
        {
            // The decoder meets malformed bytes with whatever its buffers throw.
            throw new MqttProtocolViolationException($"The packet is malformed: {exception.GetType().Name}.");
        }
    }
}
