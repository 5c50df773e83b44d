using System.Net.Security;

namespace ModuleIdentities;

/// <summary>Proves itself with an X.509 certificate in the TLS handshake.</summary>
internal sealed class CertificateCredential(SslStreamCertificateContext certificate) : Credential
{
    public override SslStreamCertificateContext Certificate => certificate;

    public override ValueTask<string?> CreateTokenAsync(
        string resource, DateTimeOffset expiry, string? keyName = null, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<string?>(null);
}
