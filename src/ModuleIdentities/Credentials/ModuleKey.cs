using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace ModuleIdentities;

/// <summary>A module's symmetric key.</summary>
internal sealed class ModuleKey(SharedAccessKey key) : ModuleSecret
{
    /// <summary>The longest that IoT Hub makes itself; SHA-256 gains nothing from more.</summary>
    private const int Size = 32;

    public override string Fingerprint => key.Fingerprint;

    public override Credential Credential { get; } = new SasCredential(key);

    [JsonIgnore]
    public override string ConnectionStringField => $"SharedAccessKey={key.ToBase64()}";

    /// <summary>Makes a random key.</summary>
    public static ModuleKey Create()
    {
        byte[] bytes = RandomNumberGenerator.GetBytes(Size);
        try
        {
            return new ModuleKey(SharedAccessKey.Parse(Convert.ToBase64String(bytes)));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    public override string Export() => key.ToBase64();
}
