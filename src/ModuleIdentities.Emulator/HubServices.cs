using System.Text.Json.Nodes;
using ModuleIdentities.Emulator.Service;
using ModuleIdentities.Emulator.Service.Authorization;
using ModuleIdentities.Emulator.Service.CloudToDevice;
using ModuleIdentities.Emulator.Service.Connections;
using ModuleIdentities.Emulator.Service.Messages;
using ModuleIdentities.Emulator.Service.Methods;
using ModuleIdentities.Emulator.Service.Registry;
using ModuleIdentities.Emulator.Service.Security;
using ModuleIdentities.Emulator.Service.Twins;
using ModuleIdentities.Emulator.State;

namespace ModuleIdentities.Emulator;

/// <summary>The services of one hub over its part of the state, wired once for every way in.</summary>
internal sealed class HubServices
{
    /// <param name="hostName">The hub's name.</param>
    /// <param name="options">How the emulator was started.</param>
    /// <param name="time">The emulator's clock.</param>
    /// <param name="store">The hub's part of the state.</param>
    /// <param name="telemetry">What takes the messages of all hubs.</param>
    /// <param name="journal">What clients sent.</param>
    /// <param name="counters">How often they asked the registry.</param>
    public HubServices(
        string hostName, IotEmulatorOptions options, TimeProvider time, IStateStore store, TelemetryService telemetry, Journal journal, RegistryCounters counters)
    {
        Settings = new HubSettings(
            hostName,
            options.ClockSkew,
            options.Assumptions,
            new HubSwitches());
        Time = time;
        Telemetry = telemetry;
        Journal = journal;
        Counters = counters;
        Limits = new HubLimits(options.HubScale, Time);
        Directory = new DeviceDirectory(store);
        IdentityStamps stamps = new(Time);
        IdentityQuota quota = new(options.MaximumIdentities, Directory.Count());
        Devices = new DeviceRegistry(Directory, stamps, quota, Time);
        Modules = new ModuleRegistry(Directory, stamps, quota);
        Policies = new PolicyTable<HubRights>(
            store,
            "policies",
            StateJsonContext.Default.SharedAccessPolicyHubRights,
            ("iothubowner", HubRights.All),
            ("service", HubRights.ServiceConnect),
            ("device", HubRights.DeviceConnect),
            ("registryRead", HubRights.RegistryRead),
            ("registryReadWrite", HubRights.RegistryRead | HubRights.RegistryWrite));
        Authorities = new HubAuthorities(store);
        Connections = new HubConnections(Directory, Devices, Modules, Time);
        Sessions = new SessionStore(store);
        Twins = new TwinService(store, Directory, options.Assumptions, Time);
        Twins.Changed += OnTwinChanged;
        Methods = new MethodService(Connections, Directory, Time);
        CloudMessages = new CloudMessageService(store, Directory, Connections, Feedback, Time);
        Authorizer = new HubAuthorizer(Settings, Directory, Policies, Authorities, Time);
    }

    public HubSettings Settings { get; }

    public TimeProvider Time { get; }

    public DeviceDirectory Directory { get; }

    public DeviceRegistry Devices { get; }

    public ModuleRegistry Modules { get; }

    public PolicyTable<HubRights> Policies { get; }

    public HubAuthorities Authorities { get; }

    public HubConnections Connections { get; }

    public SessionStore Sessions { get; }

    public TwinService Twins { get; }

    public MethodService Methods { get; }

    public CloudMessageService CloudMessages { get; }

    public MessageFeedbackLog Feedback { get; } = new();

    public HubAuthorizer Authorizer { get; }

    public TelemetryService Telemetry { get; }

    public Journal Journal { get; }

    public RegistryCounters Counters { get; }

    public HubLimits Limits { get; }

    /// <summary>What the registry and the twin show of a device or module besides what they keep.</summary>
    public ConnectionStatus StatusOf(PrincipalId principal) => Connections.StatusOf(principal) with
    {
        QueuedMessages = principal.ModuleId is null ? CloudMessages.Count(principal.DeviceId) : 0,
    };

    /// <exception cref="HubRefusedException">The device is to be an IoT Edge device, and the hub of the basic tier.</exception>
    public void RequireTierFor(IdentitySpecification device)
    {
        if (device.IsEdge)
        {
            Limits.RequireStandard();
        }
    }

    /// <exception cref="HubRefusedException">The hub is of the basic tier, and that is assumed to have no modules.</exception>
    public void RequireTierForModules()
    {
        if (!Settings.Assumptions.BasicTierHasModules)
        {
            Limits.RequireStandard();
        }
    }

    private void OnTwinChanged(Twin twin, JsonObject? desiredPatch)
    {
        if (desiredPatch is null || Connections.Find(twin.Principal) is not { } connection)
        {
            return;
        }

        JsonObject body = (JsonObject)desiredPatch.DeepClone();
        body["$version"] = twin.Record.Desired.Version;
        connection.TryDeliver(Interests.DesiredProperties, new Delivery.DesiredPatch(twin.Record.Desired.Version, TwinText.Write(body)));
    }
}
