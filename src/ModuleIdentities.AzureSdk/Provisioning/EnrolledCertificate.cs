using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Azure.Devices.Shared;

namespace ModuleIdentities;

/// <summary>
/// The device's certificate as their packages take it. They send its intermediates only from the user's own store of authorities, and put them there.
/// </summary>
internal sealed class EnrolledCertificate(string registrationId, SslStreamCertificateContext certificate) : SecurityProviderX509
{
    // Theirs would take a DNS name of the certificate before its common name.
    public override string GetRegistrationID() => registrationId;

    public override X509Certificate2 GetAuthenticationCertificate() => certificate.TargetCertificate;

    public override X509Certificate2Collection GetAuthenticationCertificateChain() => [.. certificate.IntermediateCertificates];

    protected override void Dispose(bool disposing)
    {
        // The certificate is the credential's.
    }
}
