using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ModuleIdentities;

/// <summary>
/// The structures of tpm2-tss in memory. Each is given as a block with room for the largest of them; a TPM2B in it is its size in this machine's order of
/// bytes, and its content.
/// </summary>
internal static unsafe class TpmStructure
{
    /// <summary>Larger than every structure (TPM2B_PRIVATE has 1552 bytes).</summary>
    private const int Room = 4096;

    /// <summary>The longest content of a TPM2B here: an RSA-2048 key that is wrapped in two layers has about 500 bytes.</summary>
    private const int LongestContent = Room - sizeof(ushort);

    /// <summary>AES-128-CFB, a TPMT_SYM_DEF.</summary>
    public static byte[] Aes128Cfb { get; } = Numbers(0x0006, 128, 0x0043);

    /// <summary>Nothing: an empty TPM2B, or a structure without any element.</summary>
    public static byte[] Empty { get; } = new byte[Room];

    /// <summary>A TPM2B with this content.</summary>
    public static byte[] Buffer(ReadOnlySpan<byte> content)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(content.Length, LongestContent);
        byte[] block = GC.AllocateArray<byte>(Room, pinned: true);
        MemoryMarshal.Write(block, (ushort)content.Length);
        content.CopyTo(block.AsSpan(sizeof(ushort)));
        return block;
    }

    /// <summary>Takes the content out of a TPM2B that a library has made, and gives the memory back, emptied.</summary>
    public static byte[] TakeBuffer(nint structure)
    {
        Span<byte> all = new((void*)structure, sizeof(ushort) + *(ushort*)structure);
        byte[] content = all[sizeof(ushort)..].ToArray();
        CryptographicOperations.ZeroMemory(all);
        NativeTpm.Free(structure);
        return content;
    }

    /// <summary>A TPM2B_PUBLIC out of what goes over the wire.</summary>
    public static byte[] PublicArea(byte[] content)
    {
        byte[] block = new byte[Room];
        nuint offset = 0;
        Check("Reading a public area", NativeTpm.ReadPublicArea(content, (nuint)content.Length, ref offset, block));
        return block;
    }

    /// <summary>Takes what goes over the wire out of a TPM2B_PUBLIC that a library has made, and gives the memory back.</summary>
    public static byte[] TakePublicArea(nint structure)
    {
        byte[] content = new byte[Room];
        nuint offset = 0;
        uint code = NativeTpm.WritePublicArea(structure, content, (nuint)content.Length, ref offset);
        NativeTpm.Free(structure);
        Check("Writing a public area", code);
        return content[..(int)offset];
    }

    /// <exception cref="TpmException">The code is one of failure.</exception>
    public static void Check(string step, uint code)
    {
        TpmFault fault = new(code);
        if (!fault.IsNone)
        {
            throw new TpmException(step, fault);
        }
    }

    private static byte[] Numbers(params ReadOnlySpan<ushort> numbers)
    {
        byte[] block = new byte[Room];
        MemoryMarshal.AsBytes(numbers).CopyTo(block);
        return block;
    }
}
