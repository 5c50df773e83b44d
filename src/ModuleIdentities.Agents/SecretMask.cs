using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace ModuleIdentities.Agents;

/// <summary>Makes texts fit to be shown: each secret becomes a fingerprint, which tells two apart and reveals neither.</summary>
public static partial class SecretMask
{
    /// <summary>The text with a fingerprint for each shared access key, private key and password of a proxy in it; what is one already stays.</summary>
    public static string Apply(string text)
    {
        string keys = AccessKey().Replace(text, match => $"{match.Groups["name"].Value}***{Fingerprint(Unescape(match.Groups["secret"].Value))}");
        string passwords = ProxyPassword().Replace(keys, match => $"{match.Groups["name"].Value}***{Fingerprint(match.Groups["secret"].Value)}");
        passwords = AddressPassword().Replace(passwords, match => $"{match.Groups["name"].Value}***{Fingerprint(match.Groups["secret"].Value)}");
        return PrivateKey().Replace(passwords, match => $"*** private key {Fingerprint(match.Value)}");
    }

    // What writers of JSON may escape in Base64.
    private static string Unescape(string key) =>
        key.Replace(@"\/", "/", StringComparison.Ordinal).Replace(@"\u002B", "+", StringComparison.OrdinalIgnoreCase);

    // The same that the library calls the fingerprint of a key, where it is one.
    private static string Fingerprint(string secret)
    {
        byte[] bytes = new byte[secret.Length];
        return Convert.ToHexStringLower(
            SHA256.HashData(Convert.TryFromBase64String(secret, bytes, out int length) ? bytes.AsSpan(0, length) : Encoding.UTF8.GetBytes(secret)), 0, 6);
    }

    [GeneratedRegex("""(?<name>SharedAccessKey=)(?!\*\*\*)(?<secret>(?:\\[^"\s]|[^;"\\\s])+)""", RegexOptions.IgnoreCase)]
    private static partial Regex AccessKey();

    // Host, port, user, password: as Defender's conf.json has it.
    [GeneratedRegex("""(?<name>"[^"]*Proxy[^"]*"\s*:\s*"(?:[^",]*,){3})(?!\*\*\*)(?<secret>(?:\\.|[^"\\])+)""", RegexOptions.IgnoreCase)]
    private static partial Regex ProxyPassword();

    // Up to the last at sign: a password may have some of its own.
    [GeneratedRegex("""(?<name>://[^\s:/"]+:)(?!\*\*\*)(?<secret>[^\s"]+)(?=@)""")]
    private static partial Regex AddressPassword();

    [GeneratedRegex("-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----", RegexOptions.Singleline)]
    private static partial Regex PrivateKey();
}
