using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace ModuleIdentities;

/// <summary>A module's key that another process keeps, and signs with.</summary>
/// <param name="fingerprint">What tells it from another.</param>
/// <param name="keeper">Who keeps it, to end a sentence.</param>
/// <param name="credential">Has that process sign.</param>
internal sealed class RemoteKey(string fingerprint, string keeper, Credential credential) : ModuleSecret
{
    public override string Fingerprint => fingerprint;

    public override Credential Credential => credential;

    [JsonIgnore]
    public override string ConnectionStringField => throw NotHere();

    public override string Export() => throw NotHere();

    /// <summary>What stands for a key that is not seen here: what it goes by where it is kept, which changes with it.</summary>
    public static string FingerprintOf(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)), 0, 6);

    private ModuleIdentityException NotHere() => new(
        ModuleIdentityErrorCode.RequestRejected,
        $"The module's key is not in this process: it is kept by {keeper}, which only signs with it",
        "Whoever needs the key itself has to get it there");
}
