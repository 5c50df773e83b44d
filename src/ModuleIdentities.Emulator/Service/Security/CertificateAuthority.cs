using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ModuleIdentities.Emulator.State;

namespace ModuleIdentities.Emulator.Service.Security;

/// <summary>
/// The emulator's own certificate authority. It is made on first use and kept in the state, so that clients that trust it need not be told
/// anew. Its key never leaves the process but for the state file.
/// </summary>
internal sealed class CertificateAuthority : IDisposable
{
    private const string Key = "authority";
    private const int SerialNumberLength = 16;
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    // Both ends of a TLS connection check certificates by the machine's clock, whatever the emulator's clock says.
    private static readonly TimeProvider MachineClock = TimeProvider.System;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(10 * 365);
    private static readonly TimeSpan ServerLifetime = TimeSpan.FromDays(365);
    private static readonly TimeSpan Backdating = TimeSpan.FromDays(1);

    private readonly X509Certificate2 _certificate;

    private CertificateAuthority(X509Certificate2 certificate) => _certificate = certificate;

    /// <summary>The public certificate, for clients to trust.</summary>
    public string Pem => _certificate.ExportCertificatePem();

    /// <summary>Opens the authority of the state, making it when there is none.</summary>
    public static CertificateAuthority Open(IStateStore store)
    {
        StateTable<CertificateAuthorityRecord> table = new(store, "certificates", StateJsonContext.Default.CertificateAuthorityRecord);
        while (true)
        {
            if (table.Find(Key)?.Value is { } record)
            {
                return new CertificateAuthority(X509Certificate2.CreateFromPem(record.CertificatePem, record.PrivateKeyPem));
            }

            store.Commit([table.Put(Key, Create(), DocumentChange.Absent)]);
        }
    }

    /// <summary>Makes a server certificate that names the hosts.</summary>
    public X509Certificate2 IssueServerCertificate(IReadOnlyCollection<string> hostNames)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=ModuleIdentities emulator", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], false));
        request.CertificateExtensions.Add(Names(hostNames));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, true, false));

        DateTimeOffset now = MachineClock.GetUtcNow();
        DateTimeOffset end = now + ServerLifetime < _certificate.NotAfter ? now + ServerLifetime : _certificate.NotAfter;
        using X509Certificate2 issued = request.Create(_certificate, now - Backdating, end, RandomNumberGenerator.GetBytes(SerialNumberLength));
        X509Certificate2 certificate = issued.CopyWithPrivateKey(key);
        if (!OperatingSystem.IsWindows())
        {
            return certificate;
        }

        // The TLS of Windows does not take a key that was never imported.
        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
        }
    }

    public void Dispose() => _certificate.Dispose();

    private static CertificateAuthorityRecord Create()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN=ModuleIdentities emulator CA {Guid.NewGuid():N}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));

        DateTimeOffset now = MachineClock.GetUtcNow();
        using X509Certificate2 certificate = request.CreateSelfSigned(now - Backdating, now + Lifetime);
        return new CertificateAuthorityRecord(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    private static X509Extension Names(IReadOnlyCollection<string> hostNames)
    {
        SubjectAlternativeNameBuilder names = new();
        foreach (string name in hostNames)
        {
            if (IPAddress.TryParse(name, out IPAddress? address))
            {
                names.AddIpAddress(address);
            }

            // Some clients look for an address among the DNS names.
            names.AddDnsName(name);
        }

        return names.Build();
    }
}
