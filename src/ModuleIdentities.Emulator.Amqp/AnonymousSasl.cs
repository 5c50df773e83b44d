using System.Buffers.Binary;
using System.Security.Authentication;

namespace ModuleIdentities.Emulator.Amqp;

/// <summary>
/// The part of AMQP 1.0 before AMQP (section 5.3, SASL), for the one mechanism there is: who a client is shows with its token, on the node <c>$cbs</c>. A client may
/// leave it out.
/// </summary>
internal static class AnonymousSasl
{
    private const int HeaderSize = 8;
    private const int LargestFrame = 512;
    private const byte Protocol = 3;

    private static readonly byte[] Header = [.. "AMQP"u8, Protocol, 1, 0, 0];

    // sasl-mechanisms (0x40), a list of one symbol; sasl-outcome (0x44), a list of one code, 0 for ok and 1 for a failed authentication.
    private static readonly byte[] Mechanisms = [0, 0, 0, 31, 2, 1, 0, 0, 0, 0x53, 0x40, 0xc0, 18, 1, 0xe0, 15, 1, 0xb3, 0, 0, 0, 9, .. "ANONYMOUS"u8];
    private static readonly byte[] Ok = [0, 0, 0, 16, 2, 1, 0, 0, 0, 0x53, 0x44, 0xc0, 3, 1, 0x50, 0];
    private static readonly byte[] Refused = [.. Ok[..^1], 1];

    /// <summary>Reads what a client begins with.</summary>
    /// <returns>The header that its AMQP begins with, which has been read.</returns>
    /// <exception cref="IOException">The client has gone.</exception>
    /// <exception cref="AuthenticationException">It wants another mechanism, or speaks something else.</exception>
    public static async Task<byte[]> AdmitAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] header = await ReadAsync(stream, HeaderSize, cancellationToken).ConfigureAwait(false);
        if (!header.AsSpan().SequenceEqual(Header))
        {
            return header;
        }

        await stream.WriteAsync((byte[])[.. Header, .. Mechanisms], cancellationToken).ConfigureAwait(false);
        int size = BinaryPrimitives.ReadInt32BigEndian(await ReadAsync(stream, sizeof(int), cancellationToken).ConfigureAwait(false));
        if (size is < HeaderSize or > LargestFrame)
        {
            throw new AuthenticationException("The frame is none of SASL.");
        }

        byte[] init = await ReadAsync(stream, size - sizeof(int), cancellationToken).ConfigureAwait(false);
        bool isAnonymous = IsAnonymous(init.AsSpan(HeaderSize - sizeof(int)));
        await stream.WriteAsync(isAnonymous ? Ok : Refused, cancellationToken).ConfigureAwait(false);
        return isAnonymous
            ? await ReadAsync(stream, HeaderSize, cancellationToken).ConfigureAwait(false)
            : throw new AuthenticationException("The client wants another mechanism than ANONYMOUS.");
    }

    // sasl-init (0x41), a list of 8 or of 32 bits, its first field a symbol.
    private static bool IsAnonymous(ReadOnlySpan<byte> body)
    {
        ReadOnlySpan<byte> fields = body switch
        {
            [0, 0x53, 0x41, 0xc0, _, _, .. ReadOnlySpan<byte> rest] => rest,
            [0, 0x53, 0x41, 0xd0, _, _, _, _, _, _, _, _, .. ReadOnlySpan<byte> rest] => rest,
            _ => [],
        };
        return fields is [0xa3, 9, .. ReadOnlySpan<byte> symbol] && symbol.StartsWith("ANONYMOUS"u8);
    }

    private static async Task<byte[]> ReadAsync(Stream stream, int count, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        return bytes;
    }
}
