using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Serialization;

namespace ModuleIdentities;

/// <summary>Proves itself with an X.509 certificate in the TLS handshake.</summary>
internal class CertificateCredential : Credential
{
    private SslStreamCertificateContext _certificate;

    /// <param name="certificate">The certificate, with its intermediates.</param>
    public CertificateCredential(SslStreamCertificateContext certificate) => _certificate = certificate;

    [JsonIgnore]
    public override SslStreamCertificateContext Certificate => Volatile.Read(ref _certificate);

    public override ValueTask<string?> CreateTokenAsync(
        string resource, DateTimeOffset expiry, string? keyName = null, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<string?>(null);

    /// <remarks>
    /// A PKCS #1 v1.5 signature is the same each time, so a hash of one is a secret of the private key. ECDSA signatures are not: there the secret
    /// comes from the private key itself, and is null when a chip or a store keeps that.
    /// </remarks>
    public override ValueTask<byte[]?> DeriveSecretAsync(string purpose, CancellationToken cancellationToken) => ValueTask.FromResult(DeriveSecret(purpose));

    /// <summary>Goes over to another certificate; those who showed the one before keep it.</summary>
    protected void Replace(SslStreamCertificateContext certificate) => Volatile.Write(ref _certificate, certificate);

    private byte[]? DeriveSecret(string purpose)
    {
        X509Certificate2 certificate = Certificate.TargetCertificate;
        using RSA? rsa = certificate.GetRSAPrivateKey();
        if (rsa is not null)
        {
            return SHA256.HashData(rsa.SignData(Encoding.UTF8.GetBytes(purpose), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        }

        using ECDsa? ecdsa = certificate.GetECDsaPrivateKey();
        return ecdsa is null ? null : DeriveSecret(ecdsa, purpose);
    }

    private static byte[]? DeriveSecret(ECDsa key, string purpose)
    {
        byte[]? scalar = null;
        try
        {
            scalar = key.ExportParameters(includePrivateParameters: true).D;
            return scalar is null ? null : HKDF.DeriveKey(HashAlgorithmName.SHA256, scalar, SHA256.HashSizeInBytes, info: Encoding.UTF8.GetBytes(purpose));
        }
        catch (CryptographicException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(scalar);
        }
    }
}
