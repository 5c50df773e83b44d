namespace ModuleIdentities;

/// <summary>Proves nothing; for the one question that needs no proof, what time it is.</summary>
internal sealed class NoCredential : Credential
{
    public static NoCredential Instance { get; } = new();

    public override ValueTask<string?> CreateTokenAsync(
        string resource, DateTimeOffset expiry, string? keyName = null, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<string?>(null);

    public override ValueTask<byte[]?> DeriveSecretAsync(string purpose, CancellationToken cancellationToken) => ValueTask.FromResult<byte[]?>(null);
}
