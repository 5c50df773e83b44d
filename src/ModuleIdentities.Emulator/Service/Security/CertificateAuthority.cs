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

    // Both ends of a TLS connection check certificates by the machine's clock, whatever the emulator's clock says.
#pragma warning disable RS0030 // Not the emulator's clock, on purpose.
    private static readonly TimeProvider MachineClock = TimeProvider.System;
#pragma warning restore RS0030
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
        DateTimeOffset now = MachineClock.GetUtcNow();
        return CertificateForge.Server("ModuleIdentities emulator", Names(hostNames), key, _certificate, now - Backdating, now + ServerLifetime);
    }

    public void Dispose() => _certificate.Dispose();

    private static CertificateAuthorityRecord Create()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        DateTimeOffset now = MachineClock.GetUtcNow();
        using X509Certificate2 certificate = CertificateForge.Authority(
            $"ModuleIdentities emulator CA {Guid.NewGuid():N}", key, null, now - Backdating, now + Lifetime);
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
