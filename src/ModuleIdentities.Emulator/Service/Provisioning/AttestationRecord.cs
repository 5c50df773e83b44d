using System.Security.Cryptography.X509Certificates;
using ModuleIdentities.Emulator.Service.Registry;

namespace ModuleIdentities.Emulator.Service.Provisioning;

/// <summary>
/// How the devices of an enrolment prove themselves: symmetric keys; or certificates, DER, which are the device's own or those of the
/// authorities that issue them; or the names of authorities that were uploaded to the service; or a TPM.
/// </summary>
internal sealed record AttestationRecord(
    SymmetricKeys? Keys = null,
    byte[]? PrimaryClient = null,
    byte[]? SecondaryClient = null,
    byte[]? PrimarySigning = null,
    byte[]? SecondarySigning = null,
    string? PrimaryAuthority = null,
    string? SecondaryAuthority = null,
    TpmRecord? Tpm = null)
{
    /// <summary>Symmetric keys that the service is to make, or to leave as they are.</summary>
    public static AttestationRecord WithKeysToMake { get; } = new(new SymmetricKeys("", ""));

    /// <summary>Certificates that the service is to leave as they are.</summary>
    public static AttestationRecord WithCertificatesToKeep { get; } = new();

    /// <summary>The thumbprint of a certificate as a hub's registry keeps it: SHA-1, in upper-case hexadecimal.</summary>
    public static string? Thumbprint(byte[]? certificate)
    {
        if (certificate is null)
        {
            return null;
        }

        using X509Certificate2 loaded = X509CertificateLoader.LoadCertificate(certificate);
        return loaded.Thumbprint;
    }

    /// <summary>Never the keys.</summary>
    public override string ToString() => Keys is not null ? "symmetricKey" : Tpm is not null ? "tpm" : "x509";
}
