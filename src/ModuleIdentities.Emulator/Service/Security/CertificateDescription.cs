using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ModuleIdentities.Emulator.Service.Security;

/// <summary>What the Device Provisioning Service says of a certificate: its <c>X509CertificateInfo</c> (protocol 2.3).</summary>
internal sealed record CertificateDescription(
    string SubjectName,
    string Sha1Thumbprint,
    string Sha256Thumbprint,
    string IssuerName,
    DateTimeOffset NotBefore,
    DateTimeOffset NotAfter,
    string SerialNumber,
    int Version)
{
    public static CertificateDescription Of(X509Certificate2 certificate) => new(
        certificate.Subject,
        certificate.GetCertHashString(HashAlgorithmName.SHA1),
        certificate.GetCertHashString(HashAlgorithmName.SHA256),
        certificate.Issuer,
        new DateTimeOffset(certificate.NotBefore.ToUniversalTime()),
        new DateTimeOffset(certificate.NotAfter.ToUniversalTime()),
        certificate.SerialNumber,
        certificate.Version);
}
