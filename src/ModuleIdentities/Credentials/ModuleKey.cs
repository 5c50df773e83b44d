using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace ModuleIdentities;

/// <summary>A module's symmetric key.</summary>
internal class ModuleKey(SharedAccessKey key) : ModuleSecret
{
    /// <summary>The longest that IoT Hub makes itself; SHA-256 gains nothing from more.</summary>
    private const int Size = 32;

    public override string Fingerprint => key.Fingerprint;

    public override Credential Credential { get; } = new SasCredential(key);

    [JsonIgnore]
    public override string ConnectionStringField => $"SharedAccessKey={ToBase64()}";

    /// <summary>Makes a random key.</summary>
    public static ModuleKey Create() => new(SharedAccessKey.Of(RandomNumberGenerator.GetBytes(Size)));

    /// <summary>The key itself, for the registry.</summary>
    public string ToBase64() => key.ToBase64();

    public override string Export() => ToBase64();
}
