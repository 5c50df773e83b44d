using System.Buffers;
using System.Buffers.Binary;

namespace ModuleIdentities.Emulator.Service.Provisioning.Tpm;

/// <summary>Writes what a TPM reads: big-endian numbers, and buffers with their size before them (TPM 2.0 Part 2).</summary>
internal sealed class TpmWriter
{
    private readonly ArrayBufferWriter<byte> _content = new();

    public TpmWriter Number(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_content.GetSpan(sizeof(ushort)), value);
        _content.Advance(sizeof(ushort));
        return this;
    }

    public TpmWriter LongNumber(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_content.GetSpan(sizeof(uint)), value);
        _content.Advance(sizeof(uint));
        return this;
    }

    /// <summary>As it is.</summary>
    public TpmWriter Bytes(ReadOnlySpan<byte> value)
    {
        _content.Write(value);
        return this;
    }

    /// <summary>A TPM2B.</summary>
    public TpmWriter Buffer(ReadOnlySpan<byte> value) => Number((ushort)value.Length).Bytes(value);

    public byte[] ToArray() => _content.WrittenSpan.ToArray();
}
