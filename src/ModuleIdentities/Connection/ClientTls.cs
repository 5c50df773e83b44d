using System.Net.Security;
using System.Security.Authentication;

namespace ModuleIdentities;

/// <summary>The one TLS configuration of every connection: HTTPS, MQTT and WebSocket.</summary>
internal static class ClientTls
{
    /// <param name="host">The host name that the server's certificate must be for.</param>
    /// <param name="network">Which authorities are trusted.</param>
    /// <param name="credential">The certificate to show, if it has one: the one that is in its file now.</param>
    public static SslClientAuthenticationOptions Create(string host, NetworkOptions network, Credential credential)
    {
        credential.Refresh();
        TrustedRoots roots = new(TrustedRoots.Load(network));
        return new SslClientAuthenticationOptions
        {
            TargetHost = host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ClientCertificateContext = credential.Certificate,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => roots.Accepts(certificate, chain, errors),
        };
    }
}
