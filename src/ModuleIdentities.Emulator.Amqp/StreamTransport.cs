using Amqp;

namespace ModuleIdentities.Emulator.Amqp;

/// <summary>A connection as AMQPNetLite wants it, of which some bytes have been read already.</summary>
internal sealed class StreamTransport(Stream stream, ReadOnlyMemory<byte> read) : IAsyncTransport
{
    private ReadOnlyMemory<byte> _read = read;

    /// <inheritdoc/>
    public void SetConnection(Connection connection)
    {
    }

    /// <inheritdoc/>
    public void Send(ByteBuffer buffer) => stream.Write(buffer.Buffer, buffer.Offset, buffer.Length);

    /// <inheritdoc/>
    public int Receive(byte[] buffer, int offset, int count) => TakeRead(buffer.AsSpan(offset, count)) is > 0 and int taken ? taken : stream.Read(buffer, offset, count);

    /// <inheritdoc/>
    public async Task SendAsync(IList<ByteBuffer> bufferList, int listSize)
    {
        foreach (ByteBuffer buffer in bufferList)
        {
            await stream.WriteAsync(buffer.Buffer.AsMemory(buffer.Offset, buffer.Length)).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task<int> ReceiveAsync(byte[] buffer, int offset, int count) => TakeRead(buffer.AsSpan(offset, count)) is > 0 and int taken
        ? taken
        : await stream.ReadAsync(buffer.AsMemory(offset, count)).ConfigureAwait(false);

    /// <inheritdoc/>
    public void Close() => stream.Dispose();

    private int TakeRead(Span<byte> buffer)
    {
        int taken = Math.Min(buffer.Length, _read.Length);
        _read.Span[..taken].CopyTo(buffer);
        _read = _read[taken..];
        return taken;
    }
}
