using System.Text.Json.Serialization;

namespace ModuleIdentities;

/// <summary>Proves itself with shared access signatures of a symmetric key.</summary>
internal sealed class SasCredential(IKeySigner key) : Credential
{
    /// <summary>The key itself, for an engine whose packages sign themselves; null when it is not kept in this process.</summary>
    [JsonIgnore]
    public SharedAccessKey? Key => key as SharedAccessKey;

    public override async ValueTask<string?> CreateTokenAsync(
        string resource, DateTimeOffset expiry, string? keyName = null, CancellationToken cancellationToken = default) =>
        await SharedAccessSignature.CreateAsync(key, resource, expiry, keyName, cancellationToken).ConfigureAwait(false);

    public override async ValueTask<byte[]?> DeriveSecretAsync(string purpose, CancellationToken cancellationToken) =>
        await key.SignAsync(purpose, cancellationToken).ConfigureAwait(false);
}
