using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ModuleIdentities.Emulator.Service;
using ModuleIdentities.Emulator.Service.Authorization;
using ModuleIdentities.Emulator.Service.Messages;
using ModuleIdentities.Emulator.Service.Provisioning;
using ModuleIdentities.Emulator.State;
using ModuleIdentities.Emulator.Wire.Http;

namespace ModuleIdentities.Emulator;

/// <summary>One Device Provisioning Service and the hubs that are linked to it, over one state.</summary>
internal sealed class EmulatorRoot : IDisposable
{
    public EmulatorRoot(IotEmulatorOptions options, IStateStore store)
    {
        Assumptions = options.Assumptions;
        EmulatorClock clock = new(options.TimeProvider);
        Time = clock;
        Unmodelled = new UnmodelledOperations((options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger<IotEmulator>());
        Journal = new Journal(options.RetainedJournalEntries, Time);
        Faults = new FaultList(clock);
        Messages = new ReceivedMessages(options.RetainedMessages);
        TelemetryService telemetry = new(store, Messages, options.RetainedMessages, Time);

        // The first hub has the tables without a name in front.
        Hubs =
        [
            .. options.AllHosts.Select((host, index) =>
                new HubServices(host, options, Time, index == 0 ? store : new HubStateStore(store, host), telemetry, Journal, Counters)),
        ];
        Linked = [.. Hubs.Select(hub => new LinkedHub(hub.Settings.HostName, hub.Directory, hub.Devices, hub.Twins))];
        Allocator = new HubAllocator(Linked, new CustomAllocationWebhook(Time).AskAsync, options.Assumptions);
        Enrollments = new EnrollmentDirectory(store);
        ProvisioningSettings settings = new(
            options.HostName,
            options.IdScope,
            options.ClockSkew,
            options.AssigningPolls,
            options.RetryAfterSeconds,
            options.Assumptions);
        EnrollmentService = new EnrollmentService(Enrollments, Allocator, Time);
        ProvisioningPolicies = new PolicyTable<ProvisioningRights>(
            store,
            "provisioningPolicies",
            StateJsonContext.Default.SharedAccessPolicyProvisioningRights,
            ("provisioningserviceowner", ProvisioningRights.All));
        CountChanges();
        ProvisioningLimits = new ProvisioningLimits(options.ProvisioningRates, Time);
        EnrollmentAuthorizer = new EnrollmentAuthorizer(settings, ProvisioningPolicies, Time);
        Provisioning = new ProvisioningService(settings, new AttestationVerifier(settings, Enrollments, new TpmChallenges(), Time), Enrollments, Allocator, ProvisioningLimits, Time);
    }

    public TimeProvider Time { get; }

    public AzureAssumptions Assumptions { get; }

    /// <summary>The hubs; the first is the one whose name the emulator has.</summary>
    public IReadOnlyList<HubServices> Hubs { get; }

    /// <summary>The same hubs as the Device Provisioning Service knows them, in the same order.</summary>
    public IReadOnlyList<LinkedHub> Linked { get; }

    public HubAllocator Allocator { get; }

    public EnrollmentDirectory Enrollments { get; }

    public EnrollmentService EnrollmentService { get; }

    public PolicyTable<ProvisioningRights> ProvisioningPolicies { get; }

    public EnrollmentAuthorizer EnrollmentAuthorizer { get; }

    public ProvisioningLimits ProvisioningLimits { get; }

    public ProvisioningService Provisioning { get; }

    public ReceivedMessages Messages { get; }

    public Journal Journal { get; }

    public UnmodelledOperations Unmodelled { get; }

    public FaultList Faults { get; }

    /// <summary>What has changed, for those who show it.</summary>
    public ChangeCounters Changes { get; } = new();

    /// <summary>What opens the management API of this run.</summary>
    public string ManagementToken { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    public RegistryCounters Counters { get; } = new();

    /// <summary>The hub of a name, or null.</summary>
    public HubServices? FindHub(string? hostName) =>
        Hubs.FirstOrDefault(hub => string.Equals(hub.Settings.HostName, hostName, StringComparison.OrdinalIgnoreCase));

    public void Dispose()
    {
        foreach (HubServices hub in Hubs)
        {
            hub.CloudMessages.Dispose();
        }
    }

    private void CountChanges()
    {
        foreach (HubServices hub in Hubs)
        {
            hub.Directory.Changed += () => Changes.Count(ChangeKind.Identities);
            hub.Connections.Opened += _ => Changes.Count(ChangeKind.Connections);
            hub.Connections.Ended += _ => Changes.Count(ChangeKind.Connections);
            hub.Twins.Changed += (_, _) => Changes.Count(ChangeKind.Twins);
        }

        Messages.Appended += () => Changes.Count(ChangeKind.Messages);
        Enrollments.Changed += () => Changes.Count(ChangeKind.Enrollments);
        Faults.Changed += () => Changes.Count(ChangeKind.Faults);
    }
}
