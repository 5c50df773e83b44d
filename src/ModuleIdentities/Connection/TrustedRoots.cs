using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace ModuleIdentities;

/// <summary>Certificate authorities trusted besides those of the operating system, and the TLS decision they lead to.</summary>
/// <remarks>There is no way to skip validation: an unknown authority is added here, a wrong host name is never forgiven.</remarks>
internal sealed class TrustedRoots(X509Certificate2Collection roots)
{
    public static X509Certificate2Collection Load(NetworkOptions network)
    {
        X509Certificate2Collection roots = [];
        if (!string.IsNullOrEmpty(network.TrustedRootPem))
        {
            roots.ImportFromPem(network.TrustedRootPem);
        }

        if (!string.IsNullOrEmpty(network.TrustedRootFile))
        {
            roots.ImportFromPemFile(network.TrustedRootFile);
        }

        return roots;
    }

    public bool Accepts(X509Certificate? certificate, X509Chain? presented, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
        {
            return true;
        }

        if (roots.Count == 0 || errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 leaf)
        {
            return false;
        }

        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        // A private authority publishes no revocation list.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (presented is not null)
        {
            foreach (X509ChainElement element in presented.ChainElements)
            {
                chain.ChainPolicy.ExtraStore.Add(element.Certificate);
            }
        }

        return chain.Build(leaf);
    }
}
