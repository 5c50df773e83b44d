using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ModuleIdentities.Emulator.Service.Registry;

namespace ModuleIdentities.Emulator.Service.Authorization;

/// <summary>A shared access signature as received (protocol 1.1).</summary>
internal sealed class SasToken
{
    private const string Prefix = "SharedAccessSignature";
    private const int LongestToken = 8 * 1024;

    // Later than any test's clock, and early enough to add a clock skew to.
    private static readonly long Latest = DateTimeOffset.MaxValue.AddYears(-1).ToUnixTimeSeconds();

    private readonly string _resource;
    private readonly string _expiry;
    private readonly byte[] _signature;

    private SasToken(string resource, string expiry, DateTimeOffset expiresAt, byte[] signature, string? keyName)
    {
        _resource = resource;
        _expiry = expiry;
        ExpiresAt = expiresAt;
        _signature = signature;
        KeyName = keyName;
    }

    /// <summary>The time after which the token is void: its <c>se</c>.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>Its <c>skn</c>, or null when absent or empty.</summary>
    public string? KeyName { get; }

    /// <summary>Its <c>sr</c>, decoded.</summary>
    public string Resource => Uri.UnescapeDataString(_resource);

    /// <summary>Reads <c>SharedAccessSignature sr=…&amp;sig=…&amp;se=…[&amp;skn=…]</c>, the fields in any order and their names in any case.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out SasToken? token)
    {
        token = null;
        if (text is null || text.Length > LongestToken || text.Length <= Prefix.Length || text[Prefix.Length] != ' '
            || !text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        Dictionary<string, string> fields = new(StringComparer.OrdinalIgnoreCase);
        foreach (string field in text[(Prefix.Length + 1)..].Split('&'))
        {
            int equals = field.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || !fields.TryAdd(field[..equals], field[(equals + 1)..]))
            {
                return false;
            }
        }

        if (!fields.TryGetValue("sr", out string? resource) || !fields.TryGetValue("sig", out string? encodedSignature)
            || !fields.TryGetValue("se", out string? expiry) || !TryReadExpiry(expiry, out DateTimeOffset expiresAt))
        {
            return false;
        }

        byte[] signature = new byte[SHA256.HashSizeInBytes];
        if (!Convert.TryFromBase64String(Uri.UnescapeDataString(encodedSignature), signature, out int length) || length != signature.Length)
        {
            return false;
        }

        string? keyName = fields.GetValueOrDefault("skn") is { Length: > 0 } name ? Uri.UnescapeDataString(name) : null;
        token = new SasToken(resource, expiry, expiresAt, signature, keyName);
        return true;
    }

    /// <summary>Whether either key made the signature. The text signed is the literal <c>sr</c>, since clients encode it differently.</summary>
    public bool IsSignedBy(SymmetricKeys keys) => IsSignedBy(keys, Convert.FromBase64String);

    /// <summary>The same by the rule of Event Hubs, which signs with the text of the key and not with what it stands for (protocol 1.1).</summary>
    public bool IsSignedByTextOf(SymmetricKeys keys) => IsSignedBy(keys, Encoding.UTF8.GetBytes);

    /// <summary>
    /// Whether the token's resource is <paramref name="resource"/> or a parent of it, segment by segment and in any case. Some clients encode
    /// ids before they encode the whole, so the resource may be encoded twice.
    /// </summary>
    public bool Covers(string resource)
    {
        string once = Uri.UnescapeDataString(_resource);
        return IsParent(once, resource) || IsParent(Uri.UnescapeDataString(once), resource);
    }

    /// <summary>Never the signature.</summary>
    public override string ToString() => $"sr={_resource}&se={_expiry}";

    private static bool IsParent(string parent, string resource)
    {
        // A sample of the documentation puts the api-version behind the id.
        int apiVersion = parent.IndexOf("/api-version=", StringComparison.OrdinalIgnoreCase);
        parent = (apiVersion < 0 ? parent : parent[..apiVersion]).TrimEnd('/');
        return parent.Length > 0 && resource.StartsWith(parent, StringComparison.OrdinalIgnoreCase)
            && (resource.Length == parent.Length || resource[parent.Length] == '/');
    }

    private static bool TryReadExpiry(string text, out DateTimeOffset expiresAt)
    {
        bool read = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds);
        expiresAt = DateTimeOffset.FromUnixTimeSeconds(Math.Min(seconds, Latest));
        return read;
    }

    private bool IsSignedBy(SymmetricKeys keys, Func<string, byte[]> read)
    {
        byte[] text = Encoding.UTF8.GetBytes($"{_resource}\n{_expiry}");
        bool primary = Matches(read(keys.Primary), text);
        bool secondary = Matches(read(keys.Secondary), text);
        return primary | secondary;
    }

    private bool Matches(byte[] bytes, byte[] text)
    {
        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        HMACSHA256.HashData(bytes, text, expected);
        CryptographicOperations.ZeroMemory(bytes);
        return CryptographicOperations.FixedTimeEquals(expected, _signature);
    }
}
