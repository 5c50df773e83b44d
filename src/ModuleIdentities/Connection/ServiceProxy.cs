using System.Net;

namespace ModuleIdentities;

/// <summary>The proxy of the options, for every address.</summary>
/// <remarks><see cref="WebProxy"/> can leave addresses out by regular expressions, and brings their engine into a native program: 300 KB.</remarks>
internal sealed class ServiceProxy : IWebProxy
{
    private readonly Uri _address;

    /// <param name="address">Where it is; may name a user and a password.</param>
    public ServiceProxy(Uri address)
    {
        // Every error that names the proxy would show a password that stays in its address.
        _address = new UriBuilder(address) { UserName = "", Password = "" }.Uri;
        if (address.UserInfo.Length > 0)
        {
            string[] user = address.UserInfo.Split(':', 2);
            Credentials = new NetworkCredential(Uri.UnescapeDataString(user[0]), Uri.UnescapeDataString(user.ElementAtOrDefault(1) ?? ""));
        }
    }

    public ICredentials? Credentials { get; set; }

    public Uri GetProxy(Uri destination) => _address;

    public bool IsBypassed(Uri host) => false;
}
