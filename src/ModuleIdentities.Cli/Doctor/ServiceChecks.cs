using System.Net;
using System.Net.Sockets;

namespace ModuleIdentities.Cli;

/// <summary>What the services and the way to them say.</summary>
internal static class ServiceChecks
{
    private const int MostModules = 50;
    private const int ManyModules = 45;

    public static async Task<IReadOnlyList<Finding>> RunAsync(ModuleIdentityOptions options, CancellationToken cancellationToken)
    {
        ProvisioningOptions provisioning = options.Provisioning;
        if (provisioning.IsLocal)
        {
            return await GiverChecks.RunAsync(provisioning, cancellationToken).ConfigureAwait(false);
        }

        List<Finding> findings = [];
        bool hasDps = string.IsNullOrEmpty(provisioning.ConnectionString);
        if (hasDps)
        {
            findings.AddRange(await HostAsync(
                "DPS", provisioning.GlobalEndpoint, options.Network, provisioning.Transport == ProvisioningTransport.Mqtt, cancellationToken).ConfigureAwait(false));
        }

        (Finding registry, string? hub) = await RegistryAsync(options, cancellationToken).ConfigureAwait(false);
        hub ??= hasDps ? null : HostOf(provisioning.ConnectionString!);
        if (hub is not null)
        {
            findings.AddRange(await HostAsync(
                "hub", options.Network.GatewayHost ?? hub, options.Network, options.Network.Transport == HubTransport.Mqtt, cancellationToken).ConfigureAwait(false));
        }

        findings.Add(registry);
        return findings;
    }

    private static async Task<IReadOnlyList<Finding>> HostAsync(
        string service, string host, NetworkOptions network, bool needsMqtt, CancellationToken cancellationToken)
    {
        ServiceProbe probe = new(service, host, network);
        Finding name = await NameAsync(service, host, probe.Proxy, cancellationToken).ConfigureAwait(false);
        if (name.Verdict == Verdict.Fail)
        {
            return [name];
        }

        return
        [
            name,
            await probe.HttpsAsync(cancellationToken).ConfigureAwait(false),
            await probe.ClockAsync(cancellationToken).ConfigureAwait(false),
            await probe.MqttAsync(needsMqtt, cancellationToken).ConfigureAwait(false),
            await probe.WebSocketAsync(cancellationToken).ConfigureAwait(false),
        ];
    }

    private static async Task<Finding> NameAsync(string service, string host, Uri? proxy, CancellationToken cancellationToken)
    {
        try
        {
            IPAddress[] addresses = await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
            return Finding.Good($"{service} name", $"{host} is {string.Join(", ", addresses.Take(3))}.");
        }
        catch (SocketException exception)
        {
            // A proxy resolves names itself; only MQTT on its own port goes past it.
            return proxy is null
                ? Finding.Bad($"{service} name", $"{host} does not resolve ({exception.SocketErrorCode}).", "Check the name, /etc/resolv.conf and the private DNS zone of a private endpoint.")
                : Finding.Doubt(
                    $"{service} name",
                    $"{host} does not resolve on this device ({exception.SocketErrorCode}); the proxy {proxy.Host} may know it.",
                    "Nothing, with a WebSocket transport, when the lines below pass; MQTT on its own port goes through no proxy and needs the name.");
        }
    }

    /// <summary>The whole way with the device's own credential: registration, and one registry operation.</summary>
    private static async Task<(Finding Finding, string? Hub)> RegistryAsync(ModuleIdentityOptions options, CancellationToken cancellationToken)
    {
        const string Check = "credential and registry";
        try
        {
            IReadOnlyList<RegisteredModule> modules = await ModuleProvisioner.ListAsync(options, cancellationToken).ConfigureAwait(false);
            string? hub = modules.Select(module => module.HubHostName).FirstOrDefault();
            string meaning = $"The device may manage its modules{(hub is null ? "" : $" in {hub}")}; it has {modules.Count} of {MostModules}.";
            return modules.Count >= ManyModules
                ? (Finding.Doubt(Check, meaning, "Delete those that nobody uses: moduleid list, moduleid delete."), hub)
                : (Finding.Good(Check, meaning), hub);
        }
        catch (ModuleIdentityException exception) when (exception.Code == ModuleIdentityErrorCode.Throttled)
        {
            return (Finding.Doubt(
                Check, exception.Message, "A unit of a hub takes 100 registry operations a minute for all devices: set Cache:Directory so that starts need none, or add units."), null);
        }
        catch (ModuleIdentityException exception)
        {
            return (Finding.Bad(Check, exception.Message, exception.HelpLink!), null);
        }
    }

    private static string? HostOf(string connectionString) => connectionString.Split(';', StringSplitOptions.TrimEntries)
        .FirstOrDefault(field => field.StartsWith("HostName=", StringComparison.OrdinalIgnoreCase))?["HostName=".Length..];
}
