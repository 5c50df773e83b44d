using ModuleIdentities.Emulator.Service;
using ModuleIdentities.Emulator.Service.Authorization;
using ModuleIdentities.Emulator.Service.Messages;
using ModuleIdentities.Emulator.Service.Provisioning;
using ModuleIdentities.Emulator.Service.Registry;
using ModuleIdentities.Emulator.State;

namespace ModuleIdentities.Emulator;

/// <summary>The services over one state, wired once for every way in.</summary>
internal sealed class EmulatorServices
{
    public EmulatorServices(IotEmulatorOptions options, IStateStore store)
    {
        Settings = new HubSettings(
            options.HostName,
            options.IdScope,
            IotEmulator.DevelopmentKey,
            options.ClockSkew,
            options.HideMissingDevices,
            options.DevicesMayReadThemselves,
            options.AssigningPolls);
        Time = options.TimeProvider;
        RetryAfterSeconds = options.RetryAfterSeconds;
        DeviceDirectory directory = new(store);
        IdentityStamps stamps = new(Time);
        Devices = new DeviceRegistry(directory, stamps, Time);
        Modules = new ModuleRegistry(directory, stamps);
        Authorizer = new HubAuthorizer(Settings, directory, Time);
        Enrollments = new EnrollmentDirectory(store);
        Provisioning = new ProvisioningService(Settings, Enrollments, new DeviceAssignment(directory, Devices), Time);
        Messages = new ReceivedMessages(options.RetainedMessages);
        Telemetry = new TelemetryService(store, Messages, options.RetainedMessages, Time);
        Journal = new Journal(options.RetainedJournalEntries, Time);
    }

    public HubSettings Settings { get; }

    public TimeProvider Time { get; }

    public int RetryAfterSeconds { get; }

    public DeviceRegistry Devices { get; }

    public ModuleRegistry Modules { get; }

    public HubAuthorizer Authorizer { get; }

    public EnrollmentDirectory Enrollments { get; }

    public ProvisioningService Provisioning { get; }

    public ReceivedMessages Messages { get; }

    public TelemetryService Telemetry { get; }

    public Journal Journal { get; }

    public RegistryCounters Counters { get; } = new();
}
