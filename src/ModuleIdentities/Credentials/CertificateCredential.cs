using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ModuleIdentities;

/// <summary>Proves itself with an X.509 certificate in the TLS handshake.</summary>
internal sealed class CertificateCredential(SslStreamCertificateContext certificate) : Credential
{
    public override SslStreamCertificateContext Certificate => certificate;

    public override ValueTask<string?> CreateTokenAsync(
        string resource, DateTimeOffset expiry, string? keyName = null, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<string?>(null);

    /// <remarks>
    /// A PKCS #1 v1.5 signature is the same each time, so a hash of one is a secret of the private key. ECDSA signatures are not: null.
    /// </remarks>
    public override byte[]? DeriveSecret(string purpose)
    {
        using RSA? key = certificate.TargetCertificate.GetRSAPrivateKey();
        return key is null
            ? null
            : SHA256.HashData(key.SignData(Encoding.UTF8.GetBytes(purpose), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }
}
