using ModuleIdentities.Emulator.Service;
using ModuleIdentities.Emulator.Service.Authorization;
using ModuleIdentities.Emulator.Service.Messages;
using ModuleIdentities.Emulator.Service.Registry;
using ModuleIdentities.Emulator.Service.Security;
using ModuleIdentities.Emulator.State;

namespace ModuleIdentities.Emulator;

/// <summary>The services of one hub over its part of the state, wired once for every way in.</summary>
internal sealed class EmulatorServices
{
    /// <param name="hostName">The hub's name.</param>
    /// <param name="options">How the emulator was started.</param>
    /// <param name="store">The hub's part of the state.</param>
    /// <param name="telemetry">What takes the messages of all hubs.</param>
    /// <param name="journal">What clients sent.</param>
    /// <param name="counters">How often they asked the registry.</param>
    public EmulatorServices(
        string hostName, IotEmulatorOptions options, IStateStore store, TelemetryService telemetry, Journal journal, RegistryCounters counters)
    {
        Settings = new HubSettings(
            hostName,
            options.ClockSkew,
            options.HideMissingDevices,
            options.DevicesMayReadThemselves,
            options.ModuleCommonName,
            new HubSwitches());
        Time = options.TimeProvider;
        Telemetry = telemetry;
        Journal = journal;
        Counters = counters;
        Directory = new DeviceDirectory(store);
        IdentityStamps stamps = new(Time);
        Devices = new DeviceRegistry(Directory, stamps, Time);
        Modules = new ModuleRegistry(Directory, stamps);
        Policies = new HubPolicies(store, IotEmulator.DevelopmentKey);
        Authorities = new HubAuthorities(store);
        Authorizer = new HubAuthorizer(Settings, Directory, Policies, Authorities, Time);
    }

    public HubSettings Settings { get; }

    public TimeProvider Time { get; }

    public DeviceDirectory Directory { get; }

    public DeviceRegistry Devices { get; }

    public ModuleRegistry Modules { get; }

    public HubPolicies Policies { get; }

    public HubAuthorities Authorities { get; }

    public HubAuthorizer Authorizer { get; }

    public TelemetryService Telemetry { get; }

    public Journal Journal { get; }

    public RegistryCounters Counters { get; }
}
