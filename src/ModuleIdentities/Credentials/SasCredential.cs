namespace ModuleIdentities;

/// <summary>Proves itself with shared access signatures of a symmetric key.</summary>
internal sealed class SasCredential(SharedAccessKey key) : Credential
{
    public override ValueTask<string?> CreateTokenAsync(
        string resource, DateTimeOffset expiry, string? keyName = null, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<string?>(SharedAccessSignature.Create(key, resource, expiry, keyName));

    public override byte[] DeriveSecret(string purpose) => Convert.FromBase64String(key.Sign(purpose));
}
