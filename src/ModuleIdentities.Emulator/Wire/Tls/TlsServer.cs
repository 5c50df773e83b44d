using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using ModuleIdentities.Emulator.Service.Security;

namespace ModuleIdentities.Emulator.Wire.Tls;

/// <summary>
/// The TLS of every port: one server certificate, and a client certificate that is asked for and never required. What the client shows is put
/// among the features of the connection as a <see cref="PresentedCertificate"/>; whether it opens anything is decided by the services.
/// </summary>
internal sealed class TlsServer(X509Certificate2 certificate)
{
    private readonly SslStreamCertificateContext _context = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);

    public ListenOptions Secure(ListenOptions listen) => listen.UseHttps(new TlsHandshakeCallbackOptions
    {
        OnConnection = handshake => ValueTask.FromResult(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = _context,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ClientCertificateRequired = true,

            // A resumed session would not bring the client's intermediates again.
            AllowTlsResume = false,

            // The client's certificate may name an address to download its issuer from; we do not go there.
            CertificateChainPolicy = new X509ChainPolicy
            {
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
                TrustMode = X509ChainTrustMode.CustomRootTrust,
            },
            RemoteCertificateValidationCallback = (_, shown, chain, _) => Take(handshake.Connection.Features, shown, chain),
        }),
    });

    // No certificate is refused here: the service that is asked for something answers in its own way.
    private static bool Take(IFeatureCollection connection, X509Certificate? shown, X509Chain? chain)
    {
        if (shown is not X509Certificate2 leaf)
        {
            return shown is null;
        }

        try
        {
            connection.Set(PresentedCertificate.Copy(leaf, chain?.ChainPolicy.ExtraStore ?? []));
            return true;
        }
        catch (CryptographicException)
        {
            // Parts of it cannot be read.
            return false;
        }
    }
}
