using System.Security.Cryptography;
using System.Text;

namespace ModuleIdentities;

/// <summary>A module key at rest: AES-256-GCM under a secret that only the device's own credential gives, bound to the very identity.</summary>
internal static class SealedKey
{
    private const string Purpose = "ModuleIdentities cache 1";
    private const int NonceSize = 12;
    private const int TagSize = 16;

    /// <summary>Seals a key; null when the credential cannot give a secret, in which case the key is not kept at all.</summary>
    public static byte[]? Seal(SharedAccessKey key, Credential credential, ModuleIdentity identity)
    {
        if (credential.DeriveSecret(Purpose) is not { } secret)
        {
            return null;
        }

        byte[] plain = Encoding.UTF8.GetBytes(key.ToBase64());
        byte[] cipher = new byte[NonceSize + TagSize + plain.Length];
        RandomNumberGenerator.Fill(cipher.AsSpan(0, NonceSize));
        using AesGcm aes = new(secret, TagSize);
        aes.Encrypt(cipher.AsSpan(0, NonceSize), plain, cipher.AsSpan(NonceSize + TagSize), cipher.AsSpan(NonceSize, TagSize), Bind(identity));
        CryptographicOperations.ZeroMemory(secret);
        CryptographicOperations.ZeroMemory(plain);
        return cipher;
    }

    /// <summary>Opens a sealed key; null when it was sealed by another credential, for another identity, or is damaged.</summary>
    public static SharedAccessKey? Open(byte[] cipher, Credential credential, CachedFacts facts)
    {
        if (cipher.Length <= NonceSize + TagSize || facts.Module is not { } module || credential.DeriveSecret(Purpose) is not { } secret)
        {
            return null;
        }

        byte[] plain = new byte[cipher.Length - NonceSize - TagSize];
        try
        {
            using AesGcm aes = new(secret, TagSize);
            aes.Decrypt(
                cipher.AsSpan(0, NonceSize),
                cipher.AsSpan(NonceSize + TagSize),
                cipher.AsSpan(NonceSize, TagSize),
                plain,
                Bind(facts.HubHostName, facts.DeviceId, module.ModuleId, module.GenerationId));
            return SharedAccessKey.TryParse(Encoding.UTF8.GetString(plain), out SharedAccessKey? key) ? key : null;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private static byte[] Bind(ModuleIdentity identity) => Bind(identity.HubHostName, identity.DeviceId, identity.ModuleId, identity.GenerationId);

    private static byte[] Bind(params string[] parts) => Encoding.UTF8.GetBytes(string.Join('\n', parts));
}
