using System.Security.Cryptography;
using System.Text;

namespace ModuleIdentities;

/// <summary>A module's secrets at rest: AES-256-GCM, bound to the very identity.</summary>
/// <param name="sealing">32 bytes; what they are from decides how safe the seal is.</param>
internal sealed class SealedSecrets(byte[] sealing)
{
    private const char Separator = '\n';
    private const int NonceSize = 12;
    private const int TagSize = 16;

    /// <summary>Seals the secrets of an identity.</summary>
    public byte[] Seal(ModuleIdentity identity)
    {
        string text = identity.Secrets.Secondary is { } secondary
            ? $"{identity.Secrets.Primary.Export()}{Separator}{secondary.Export()}"
            : identity.Secrets.Primary.Export();
        byte[] plain = Encoding.UTF8.GetBytes(text);
        byte[] cipher = new byte[NonceSize + TagSize + plain.Length];
        RandomNumberGenerator.Fill(cipher.AsSpan(0, NonceSize));
        using AesGcm aes = new(sealing, TagSize);
        aes.Encrypt(
            cipher.AsSpan(0, NonceSize),
            plain,
            cipher.AsSpan(NonceSize + TagSize),
            cipher.AsSpan(NonceSize, TagSize),
            Bind(identity.HubHostName, identity.DeviceId, identity.ModuleId, identity.GenerationId));
        CryptographicOperations.ZeroMemory(plain);
        return cipher;
    }

    /// <summary>Opens what was sealed, each secret as it was exported; null when it was sealed by another device, for another identity, or is damaged.</summary>
    public string[]? Open(byte[] cipher, CachedFacts facts)
    {
        if (cipher.Length <= NonceSize + TagSize || facts.Module is not { } module)
        {
            return null;
        }

        byte[] plain = new byte[cipher.Length - NonceSize - TagSize];
        try
        {
            using AesGcm aes = new(sealing, TagSize);
            aes.Decrypt(
                cipher.AsSpan(0, NonceSize),
                cipher.AsSpan(NonceSize + TagSize),
                cipher.AsSpan(NonceSize, TagSize),
                plain,
                Bind(facts.HubHostName, facts.DeviceId, module.ModuleId, module.GenerationId));
            return Encoding.UTF8.GetString(plain).Split(Separator);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private static byte[] Bind(params string[] parts) => Encoding.UTF8.GetBytes(string.Join(Separator, parts));
}
