namespace ModuleIdentities;

/// <summary>Has <c>moduleid serve</c> make the tokens of a module, whose key stays there.</summary>
internal sealed class ServedCredential(ServedModules provisioner, string moduleId, string keyFingerprint) : Credential
{
    public override async ValueTask<string?> CreateTokenAsync(
        string resource, DateTimeOffset expiry, string? keyName = null, CancellationToken cancellationToken = default) =>
        await provisioner.SignAsync(moduleId, new ServedTokenRequest(resource, expiry.ToUnixTimeSeconds(), keyFingerprint), cancellationToken).ConfigureAwait(false);

    public override ValueTask<byte[]?> DeriveSecretAsync(string purpose, CancellationToken cancellationToken) => ValueTask.FromResult<byte[]?>(null);
}
