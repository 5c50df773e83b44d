using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace ModuleIdentities.Agents;

/// <summary>Makes texts fit to be shown: each secret becomes a fingerprint, which tells two apart and reveals neither.</summary>
public static partial class SecretMask
{
    /// <summary>The text with a fingerprint for each shared access key and each private key in it.</summary>
    public static string Apply(string text) => PrivateKey().Replace(
        AccessKey().Replace(text, match => $"{match.Groups["name"].Value}***{Fingerprint(match.Groups["key"].Value)}"),
        match => $"*** private key {Fingerprint(match.Value)}");

    // The same that the library calls the fingerprint of a key, where it is one.
    private static string Fingerprint(string secret)
    {
        byte[] bytes = new byte[secret.Length];
        return Convert.ToHexStringLower(
            SHA256.HashData(Convert.TryFromBase64String(secret, bytes, out int length) ? bytes.AsSpan(0, length) : Encoding.UTF8.GetBytes(secret)), 0, 6);
    }

    [GeneratedRegex("""(?<name>SharedAccessKey=)(?<key>[^;"\\\s]+)""", RegexOptions.IgnoreCase)]
    private static partial Regex AccessKey();

    [GeneratedRegex("-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----", RegexOptions.Singleline)]
    private static partial Regex PrivateKey();
}
