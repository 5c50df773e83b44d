using System.Text.Json.Serialization;

namespace ModuleIdentities;

/// <summary>Proves itself with signatures that a TPM makes.</summary>
internal sealed class TpmCredential(ITpm tpm) : Credential
{
    /// <summary>What is wrong with options that name a TPM, when nothing can open one.</summary>
    public const string MissingPackage = "needs the package ModuleIdentities.Tpm: reference it, and call builder.AddTpm() or options.UseTpm()";

    private readonly SasCredential _device = new(tpm.DeviceKey);

    [JsonIgnore]
    public ITpm Tpm => tpm;

    public override ValueTask<string?> CreateTokenAsync(
        string resource, DateTimeOffset expiry, string? keyName = null, CancellationToken cancellationToken = default) =>
        _device.CreateTokenAsync(resource, expiry, keyName, cancellationToken);

    /// <remarks>Not of the device's key: each registration may bring another.</remarks>
    public override async ValueTask<byte[]?> DeriveSecretAsync(string purpose, CancellationToken cancellationToken) =>
        await tpm.OwnKey.SignAsync(purpose, cancellationToken).ConfigureAwait(false);
}
