using System.Buffers.Binary;

namespace ModuleIdentities.Emulator.Service.Provisioning.Tpm;

/// <summary>Reads what a TPM writes: big-endian numbers, and buffers with their size before them (TPM 2.0 Part 2).</summary>
internal ref struct TpmReader(ReadOnlySpan<byte> content)
{
    private ReadOnlySpan<byte> _rest = content;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <exception cref="FormatException">There is too little left.</exception>
    public ushort ReadNumber() => BinaryPrimitives.ReadUInt16BigEndian(Take(sizeof(ushort)));

    /// <exception cref="FormatException">There is too little left.</exception>
    public uint ReadLongNumber() => BinaryPrimitives.ReadUInt32BigEndian(Take(sizeof(uint)));

    /// <summary>A TPM2B.</summary>
    /// <exception cref="FormatException">There is too little left.</exception>
    public ReadOnlySpan<byte> ReadBuffer() => Take(ReadNumber());

    private ReadOnlySpan<byte> Take(int length)
    {
        if (_rest.Length < length)
        {
            throw new FormatException("It ends too early.");
        }

        ReadOnlySpan<byte> taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
