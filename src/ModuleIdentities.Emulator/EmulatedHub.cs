using System.Security.Cryptography.X509Certificates;
using ModuleIdentities.Emulator.Service.Authorization;
using ModuleIdentities.Emulator.Service.Provisioning;

namespace ModuleIdentities.Emulator;

/// <summary>One hub of the emulator.</summary>
public sealed class EmulatedHub
{
    private readonly HubServices _services;
    private readonly LinkedHub _linked;

    internal EmulatedHub(HubServices services, LinkedHub linked)
    {
        _services = services;
        _linked = linked;
        Devices = new EmulatedDevices(services);
        Policies = new EmulatedPolicies<HubRights>(services.Settings.HostName, services.Policies);
    }

    /// <summary>Its host name or address.</summary>
    public string HostName => _services.Settings.HostName;

    /// <summary>Its devices and modules.</summary>
    public EmulatedDevices Devices { get; }

    /// <summary>Its shared access policies, first of all <c>iothubowner</c>.</summary>
    public EmulatedPolicies<HubRights> Policies { get; }

    /// <summary>What became of the cloud-to-device messages whose sender asked for it.</summary>
    public MessageFeedbackLog Feedback => _services.Feedback;

    /// <summary>What turns shared access signatures off.</summary>
    public HubSwitches Switches => _services.Settings.Switches;

    /// <summary>How often it may be asked, and was.</summary>
    public HubLimits Limits => _services.Limits;

    /// <summary>Whether the Device Provisioning Service gives it devices. Those it has stay. Default true.</summary>
    public bool IsLinked
    {
        get => _linked.IsLinked;
        set => _linked.IsLinked = value;
    }

    /// <summary>How far it is from every device, for <see cref="AllocationPolicy.GeoLatency"/>; nothing is delayed by it. Default 0.</summary>
    public TimeSpan Latency
    {
        get => _linked.Latency;
        set => _linked.Latency = value;
    }

    /// <summary>Uploads and verifies a certificate authority: devices with <c>certificateAuthority</c> authentication may show a chain to it.</summary>
    /// <param name="authority">A root or an intermediate; its private key is not needed.</param>
    /// <exception cref="InvalidOperationException">There are 25 already.</exception>
    public void AddCertificateAuthority(X509Certificate2 authority)
    {
        ArgumentNullException.ThrowIfNull(authority);
        _services.Authorities.Add(authority);
    }

    /// <summary>Takes a certificate authority back.</summary>
    /// <returns>False when it is not there.</returns>
    public bool RemoveCertificateAuthority(X509Certificate2 authority)
    {
        ArgumentNullException.ThrowIfNull(authority);
        return _services.Authorities.Remove(authority);
    }

    /// <summary>Whether a token is of a policy with the right.</summary>
    internal bool Permits(SasToken token, HubRights rights) => !Switches.DisableLocalAuth && _services.Policies.Permits(token, rights);

    /// <summary>Whether a token as Event Hubs clients make it is of a policy with the right.</summary>
    internal bool PermitsToRead(SasToken token, HubRights rights) => !Switches.DisableLocalAuth && _services.Policies.PermitsToRead(token, rights);

    /// <summary>The host name.</summary>
    public override string ToString() => HostName;
}
