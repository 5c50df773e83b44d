using System.Numerics;
using System.Security.Cryptography;

namespace ModuleIdentities.Emulator.Service.Provisioning.Tpm;

/// <summary>
/// The public area of a TPM's storage key, an endorsement key or a storage root key, as the templates that DPS works with make it: RSA with the name
/// algorithm SHA-256, which protects what is below it with AES-128-CFB (TPM 2.0 Part 2, TPM2B_PUBLIC).
/// </summary>
internal sealed class TpmStorageKey
{
    /// <summary>The exponent that 0 stands for.</summary>
    private const uint DefaultExponent = 65537;

    private const ushort SymmetricKeyBits = 128;

    /// <summary>restricted and decrypt, of TPMA_OBJECT.</summary>
    private const uint StorageAttributes = (1 << 16) | (1 << 17);

    private readonly byte[] _modulus;
    private readonly uint _exponent;

    private TpmStorageKey(byte[] name, byte[] modulus, uint exponent)
    {
        Name = name;
        _modulus = modulus;
        _exponent = exponent;
    }

    /// <summary>What the key is called wherever something is bound to it: its name algorithm, and the hash of its public area (Part 1, 16).</summary>
    public byte[] Name { get; }

    /// <summary>Reads a TPM2B_PUBLIC.</summary>
    /// <exception cref="FormatException">It is not such a key.</exception>
    public static TpmStorageKey Read(ReadOnlySpan<byte> content)
    {
        TpmReader outer = new(content);
        ReadOnlySpan<byte> area = outer.ReadBuffer();
        TpmReader reader = new(area);
        bool isStorageKey = outer.IsAtEnd
            && (TpmAlgorithm)reader.ReadNumber() == TpmAlgorithm.Rsa
            && (TpmAlgorithm)reader.ReadNumber() == TpmAlgorithm.Sha256
            && (reader.ReadLongNumber() & StorageAttributes) == StorageAttributes;
        if (!isStorageKey)
        {
            throw new FormatException("It is no RSA storage key whose name algorithm is SHA-256.");
        }

        reader.ReadBuffer();
        isStorageKey = (TpmAlgorithm)reader.ReadNumber() == TpmAlgorithm.Aes
            && reader.ReadNumber() == SymmetricKeyBits
            && (TpmAlgorithm)reader.ReadNumber() == TpmAlgorithm.Cfb
            && (TpmAlgorithm)reader.ReadNumber() == TpmAlgorithm.Null;
        if (!isStorageKey)
        {
            throw new FormatException("It is no storage key that protects with AES-128-CFB.");
        }

        int bits = reader.ReadNumber();
        uint exponent = reader.ReadLongNumber();
        byte[] modulus = reader.ReadBuffer().ToArray();
        return reader.IsAtEnd && modulus.Length * 8 == bits
            ? new TpmStorageKey(NameOf(area), modulus, exponent == 0 ? DefaultExponent : exponent)
            : throw new FormatException("Its modulus is not as long as it says.");
    }

    /// <summary>The name of an object whose name algorithm is SHA-256.</summary>
    public static byte[] NameOf(ReadOnlySpan<byte> publicArea) =>
        new TpmWriter().Number((ushort)TpmAlgorithm.Sha256).Bytes(SHA256.HashData(publicArea)).ToArray();

    /// <summary>
    /// Encrypts a secret for the key: RSAES_OAEP with SHA-256 and a label (Part 1, B.4; RFC 8017, 7.1.1), for which .NET's RSA takes no label.
    /// </summary>
    /// <param name="secret">The secret.</param>
    /// <param name="label">What it is for, with its closing null.</param>
    public byte[] Encrypt(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> label)
    {
        // EM = 00 || maskedSeed || maskedDB, DB = lHash || 00… || 01 || secret.
        byte[] encoded = new byte[_modulus.Length];
        Span<byte> seed = encoded.AsSpan(1, SHA256.HashSizeInBytes);
        Span<byte> block = encoded.AsSpan(1 + SHA256.HashSizeInBytes);
        RandomNumberGenerator.Fill(seed);
        SHA256.HashData(label, block);
        block[^(secret.Length + 1)] = 1;
        secret.CopyTo(block[^secret.Length..]);
        Mask(block, seed);
        Mask(seed, block);
        BigInteger cipher = BigInteger.ModPow(
            new BigInteger(encoded, isUnsigned: true, isBigEndian: true), _exponent, new BigInteger(_modulus, isUnsigned: true, isBigEndian: true));
        byte[] number = cipher.ToByteArray(isUnsigned: true, isBigEndian: true);
        byte[] padded = new byte[_modulus.Length];
        number.CopyTo(padded, padded.Length - number.Length);
        return padded;
    }

    /// <summary>Masks a block with MGF1 of a seed (RFC 8017, B.2.1).</summary>
    private static void Mask(Span<byte> block, ReadOnlySpan<byte> seed)
    {
        for (int offset = 0, counter = 0; offset < block.Length; offset += SHA256.HashSizeInBytes, counter++)
        {
            byte[] mask = SHA256.HashData(new TpmWriter().Bytes(seed).LongNumber((uint)counter).ToArray());
            for (int i = 0; i < mask.Length && offset + i < block.Length; i++)
            {
                block[offset + i] ^= mask[i];
            }
        }
    }
}
