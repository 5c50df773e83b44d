using Microsoft.Extensions.Logging;

namespace ModuleIdentities.Emulator;

/// <summary>How an emulator is started. The defaults fit a test: in memory, on free ports of loopback.</summary>
public sealed class IotEmulatorOptions
{
    /// <summary>
    /// The host name or address under which DPS and hub are dialled; it is what DPS assigns, so it needs a dot for the SDKs that refuse
    /// <c>localhost</c>. Must resolve to loopback unless <see cref="ListenOnAllInterfaces"/> is set. Default <c>127.0.0.1</c>.
    /// </summary>
    public string HostName { get; init; } = "127.0.0.1";

    /// <summary>
    /// More hubs that are linked to the Device Provisioning Service: loopback addresses such as <c>127.0.0.2</c>, or names that resolve to
    /// loopback. Each has devices, policies and authorities of its own. Default: none but <see cref="HostName"/>.
    /// </summary>
    public IReadOnlyList<string> LinkedHubs { get; init; } = [];

    /// <summary>TCP port of MQTT over TLS; 0, the default, for a free one.</summary>
    public int MqttPort { get; init; }

    /// <summary>TCP port of HTTPS and WebSockets; 0, the default, for a free one.</summary>
    public int HttpsPort { get; init; }

    /// <summary>A SQLite file that keeps everything between runs, made with mode 0600; null, the default, for memory.</summary>
    public string? StateFile { get; init; }

    /// <summary>
    /// What it starts with, from code or from <see cref="EmulatorSeed.Load"/>; null, the default, for nothing. Hubs that the seed names and
    /// <see cref="LinkedHubs"/> does not are added.
    /// </summary>
    public EmulatorSeed? Seed { get; init; }

    /// <summary>The ID scope of the emulated DPS: letters and digits.</summary>
    public string IdScope { get; init; } = IotEmulator.DefaultIdScope;

    /// <summary>Opens the emulator to other machines. Off by default: it is a development tool whose keys are published.</summary>
    public bool ListenOnAllInterfaces { get; init; }

    /// <summary>The environment's name; <c>Production</c> is refused. By default DOTNET_ENVIRONMENT or ASPNETCORE_ENVIRONMENT.</summary>
    public string? EnvironmentName { get; init; }

    /// <summary>What DPS answers as the time to wait before the next poll, in whole seconds. Default 0, for fast tests; the service says 3.</summary>
    public int RetryAfterSeconds { get; init; }

    /// <summary>How many polls are answered "assigning" before the assignment. Default 0.</summary>
    public int AssigningPolls { get; init; }

    /// <summary>How far a token's expiry may lie in the past. Default 5 minutes, as documented for IoT Hub.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>What is assumed of Azure where it is not known.</summary>
    public AzureAssumptions Assumptions { get; init; } = new();

    /// <summary>
    /// How large every hub is, and so how often it may be asked before it throttles; null, the default, for hubs without limits. See
    /// <see cref="EmulatedHub.Limits"/>.
    /// </summary>
    public HubScale? HubScale { get; init; }

    /// <summary>How often DPS may be asked before it throttles; null, the default, for no limits. See <see cref="IotEmulator.ProvisioningLimits"/>.</summary>
    public ProvisioningRates? ProvisioningRates { get; init; }

    /// <summary>How many devices and modules a hub may have. Default 1,000,000, as documented.</summary>
    public int MaximumIdentities { get; init; } = 1_000_000;

    /// <summary>How many received messages are kept. Default 100,000.</summary>
    public int RetainedMessages { get; init; } = 100_000;

    /// <summary>How many journal entries are kept. Default 100,000.</summary>
    public int RetainedJournalEntries { get; init; } = 100_000;

    /// <summary>The clock of tokens and time stamps. TLS certificates go by the machine's.</summary>
#pragma warning disable RS0030 // The one place where the system's clock comes in.
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
#pragma warning restore RS0030

    /// <summary>Where log messages go; nowhere by default.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>Every hub, the first being <see cref="HostName"/>.</summary>
    internal IEnumerable<string> AllHosts => NamedHosts.Union(Seed?.Hubs.Select(hub => hub.Name).OfType<string>() ?? [], StringComparer.OrdinalIgnoreCase);

    private IEnumerable<string> NamedHosts => [HostName, .. LinkedHubs];

    internal void Validate()
    {
        string? environment = EnvironmentName
            ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") ?? Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT");
        if (string.Equals(environment, "Production", StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidOperationException("The emulator does not run in the environment 'Production': its keys are published.");
        }

        foreach (string host in AllHosts)
        {
            if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
            {
                throw new ArgumentException($"'{host}' is named as a hub; it must be a host name or an address.");
            }
        }

        if (NamedHosts.Distinct(StringComparer.OrdinalIgnoreCase).Count() != 1 + LinkedHubs.Count)
        {
            throw new ArgumentException("LinkedHubs names a hub twice.");
        }

        if (IdScope.Length == 0 || !IdScope.All(char.IsAsciiLetterOrDigit))
        {
            throw new ArgumentException($"IdScope is '{IdScope}'; it must have only letters and digits.");
        }

        Assumptions.Validate();
        HubScale?.Validate();
        ProvisioningRates?.Validate();
        ArgumentOutOfRangeException.ThrowIfNegative(RetryAfterSeconds);
        ArgumentOutOfRangeException.ThrowIfNegative(AssigningPolls);
        ArgumentOutOfRangeException.ThrowIfNegative(MaximumIdentities);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(RetainedMessages);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(RetainedJournalEntries);
    }
}
