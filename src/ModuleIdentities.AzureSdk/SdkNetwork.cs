using System.Net;
using System.Net.Security;

namespace ModuleIdentities;

/// <summary>Our trust and our proxy, where their packages take them.</summary>
internal static class SdkNetwork
{
    /// <summary>Our decision on a server's certificate.</summary>
    public static RemoteCertificateValidationCallback Trust(NetworkOptions network)
    {
        TrustedRoots roots = new(TrustedRoots.Load(network));
        return (_, certificate, chain, errors) => roots.Accepts(certificate, chain, errors);
    }

    /// <summary>The proxy of the options; <paramref name="inherited"/> when they have none.</summary>
    public static IWebProxy Proxy(NetworkOptions network, IWebProxy inherited) =>
        network.Proxy is null ? inherited : new ServiceProxy(network.Proxy);

    /// <summary>Turns what their packages throw into ours, after what they mean themselves has been looked at.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="what">What was being done, at which host; starts a sentence.</param>
    /// <param name="limit">The limit under which it was done.</param>
    /// <param name="isOurTrust">Whether <see cref="Trust"/> was asked.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static ModuleIdentityException Translate(Exception exception, string what, TimeLimit limit, bool isOurTrust)
    {
        ModuleIdentityException fault = LinkFault.Translate(exception, what, limit);
        return isOurTrust || fault.Code != ModuleIdentityErrorCode.ServerNotTrusted
            ? fault
            : new ModuleIdentityException(
                fault.Code,
                $"{what} failed because the server's certificate is not trusted",
                "Check the host name; Microsoft's packages trust the operating system's authorities alone here: add a private one there (on Linux, SSL_CERT_FILE names a file of them), or use the engine Native",
                inner: exception);
    }
}
