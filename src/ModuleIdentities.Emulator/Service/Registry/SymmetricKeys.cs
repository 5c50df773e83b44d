using System.Security.Cryptography;

namespace ModuleIdentities.Emulator.Service.Registry;

/// <summary>A pair of base64 keys, either of which opens the identity.</summary>
internal sealed record SymmetricKeys(string Primary, string Secondary)
{
    private const int GeneratedLength = 32;
    private const int ShortestKey = 16;
    private const int LongestKey = 64;

    public static SymmetricKeys Generate() => new(GenerateKey(), GenerateKey());

    public static string GenerateKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(GeneratedLength));

    /// <summary>Whether <paramref name="key"/> is base64 of 16 to 64 bytes (protocol 1.2).</summary>
    public static bool IsKey(string key)
    {
        Span<byte> bytes = stackalloc byte[LongestKey + 3];
        bool isKey = key.Length <= 4 * ((LongestKey + 2) / 3) && Convert.TryFromBase64String(key, bytes, out int length) && length is >= ShortestKey and <= LongestKey;
        CryptographicOperations.ZeroMemory(bytes);
        return isKey;
    }

    /// <summary>A short text to tell keys apart by without showing them: the first 6 bytes of SHA-256 over the key, in hexadecimal.</summary>
    public static string Fingerprint(string key) => Convert.ToHexStringLower(SHA256.HashData(Convert.FromBase64String(key)), 0, 6);

    /// <summary>Never the keys.</summary>
    public override string ToString() => $"{Fingerprint(Primary)}, {Fingerprint(Secondary)}";
}
