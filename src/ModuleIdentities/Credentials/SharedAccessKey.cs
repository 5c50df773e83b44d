using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace ModuleIdentities;

/// <summary>A symmetric key of an enrolment, a device or a module. It signs; it never shows itself.</summary>
[DebuggerDisplay("***")]
internal sealed class SharedAccessKey : IKeySigner
{
    private readonly byte[] _bytes;

    private SharedAccessKey(byte[] bytes) => _bytes = bytes;

    /// <summary>How many bytes it has.</summary>
    public int Length => _bytes.Length;

    /// <summary>The first 12 hexadecimal digits of the SHA-256 of the key.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(_bytes), 0, 6);

    /// <summary>Reads base64 of 16 to 64 bytes, the lengths that IoT Hub accepts.</summary>
    public static bool TryParse(string? base64, [NotNullWhen(true)] out SharedAccessKey? key)
    {
        key = null;
        if (string.IsNullOrEmpty(base64))
        {
            return false;
        }

        byte[] buffer = new byte[base64.Length];
        if (Convert.TryFromBase64String(base64, buffer, out int length) && length is >= 16 and <= 64)
        {
            key = new SharedAccessKey(buffer.AsSpan(0, length).ToArray());
        }

        CryptographicOperations.ZeroMemory(buffer);
        return key is not null;
    }

    /// <summary>A key that was just made; the bytes are the key's from now on.</summary>
    public static SharedAccessKey Of(byte[] bytes) => new(bytes);

    /// <summary>Reads a key that has been validated before.</summary>
    /// <exception cref="FormatException">The text is not base64 of 16 to 64 bytes.</exception>
    public static SharedAccessKey Parse(string? base64) =>
        TryParse(base64, out SharedAccessKey? key) ? key : throw new FormatException("A shared access key must be base64 of 16 to 64 bytes.");

    /// <summary>
    /// The key of one device of an enrolment group: HMAC-SHA256 of its registration id under the group's key
    /// ("Symmetric key attestation", Microsoft docs). The service signs over the exact letters, so ids are best in lower case.
    /// </summary>
    public SharedAccessKey DeriveDeviceKey(string registrationId) => new(HMACSHA256.HashData(_bytes, Encoding.UTF8.GetBytes(registrationId)));

    public ValueTask<byte[]> SignAsync(string text, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(HMACSHA256.HashData(_bytes, Encoding.UTF8.GetBytes(text)));

    /// <summary>The key itself; only for a connection string that the user asked for.</summary>
    public string ToBase64() => Convert.ToBase64String(_bytes);

    public override string ToString() => "***";
}
