using System.Security.Cryptography;
using System.Text;

namespace ModuleIdentities.Emulator.Service.Provisioning.Tpm;

/// <summary>How a TPM wants to be given what is secret (TPM 2.0 Part 1, 22 to 24), with SHA-256 and AES-128-CFB.</summary>
internal static class ProtectedStorage
{
    public const int SymmetricKeySize = 16;

    private const int BlockSize = 16;

    /// <summary>
    /// Encrypts a content and makes it proof against change, under a seed that only the receiving key's TPM learns: the outer wrapper
    /// (Part 1, 22.4), which a credential has as well (24.4).
    /// </summary>
    /// <param name="content">The content.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="name">The name of the object that the content belongs to.</param>
    /// <returns>The HMAC as a TPM2B, and the cipher text.</returns>
    public static byte[] Wrap(ReadOnlySpan<byte> content, byte[] seed, byte[] name)
    {
        byte[] cipher = Encrypt(content, Derive(seed, "STORAGE", name, SymmetricKeySize));
        byte[] integrity = HMACSHA256.HashData(
            Derive(seed, "INTEGRITY", [], HMACSHA256.HashSizeInBytes), new TpmWriter().Bytes(cipher).Bytes(name).ToArray());
        return new TpmWriter().Buffer(integrity).Bytes(cipher).ToArray();
    }

    /// <summary>AES-CFB with an initialisation vector of nulls.</summary>
    public static byte[] Encrypt(ReadOnlySpan<byte> content, byte[] key)
    {
        using Aes aes = Aes.Create();
        aes.Key = key;

        // .NET takes whole blocks alone; CFB is a stream, whose end can be cut off.
        byte[] blocks = new byte[(content.Length + BlockSize - 1) / BlockSize * BlockSize];
        content.CopyTo(blocks);
        return aes.EncryptCfb(blocks, new byte[BlockSize], PaddingMode.None, BlockSize * 8).AsSpan(0, content.Length).ToArray();
    }

    /// <summary>KDFa (Part 1, 11.4.10.2), which is the counter mode of SP 800-108 over HMAC.</summary>
    private static byte[] Derive(byte[] key, string label, byte[] context, int length) =>
        SP800108HmacCounterKdf.DeriveBytes(key, HashAlgorithmName.SHA256, Encoding.ASCII.GetBytes(label), context, length);
}
