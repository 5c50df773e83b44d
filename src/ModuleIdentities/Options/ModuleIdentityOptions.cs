using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ModuleIdentities;

/// <summary>How this device proves itself and reaches its hub: the <c>ModuleIdentities</c> section of the configuration.</summary>
public sealed class ModuleIdentityOptions
{
    /// <summary>The name of the configuration section, <c>ModuleIdentities</c>.</summary>
    public const string SectionName = "ModuleIdentities";

    private readonly Lock _gate = new();
    private IModuleSource? _session;

    /// <summary>
    /// What speaks to the services. Null, the default: <see cref="ModuleEngine.AzureSdk"/> where the program adds it (<c>AddAzureSdkEngine</c>), else
    /// <see cref="ModuleEngine.Native"/>.
    /// </summary>
    public ModuleEngine? Engine { get; set; }

    /// <summary>How the device gets its hub and its device id.</summary>
    public ProvisioningOptions Provisioning { get; set; } = new();

    /// <summary>Ports, trust and time limits. The defaults fit Azure.</summary>
    public NetworkOptions Network { get; set; } = new();

    /// <summary>How telemetry waits and is sent.</summary>
    public TelemetryOptions Telemetry { get; set; } = new();

    /// <summary>How much telemetry waits on disk, with the package <c>ModuleIdentities.Outbox</c>.</summary>
    public OutboxOptions Outbox { get; set; } = new();

    /// <summary>Where identities are kept between starts.</summary>
    public CacheOptions Cache { get; set; } = new();

    /// <summary>What modules prove themselves with, and how often that is replaced.</summary>
    public ModuleKeyOptions Keys { get; set; } = new();

    /// <summary>
    /// True when the embedded emulator is to supply everything above; false, the default, for Azure. The emulator itself is started by
    /// <c>IotEmulator.StartWhenConfiguredAsync</c> of the package <c>ModuleIdentities.Emulator</c>.
    /// </summary>
    public bool UseEmulator { get; set; }

    /// <summary>Where log messages go. None by default; a host sets its own.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>The clock of token lifetimes and waits. <see cref="TimeProvider.System"/> by default.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Reads and validates the <see cref="SectionName"/> section of a configuration.</summary>
    /// <param name="configuration">The root of the configuration.</param>
    /// <returns>Options that have passed validation.</returns>
    /// <exception cref="OptionsValidationException">One or more values are wrong; all of them are named.</exception>
    public static ModuleIdentityOptions FromConfiguration(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ModuleIdentityOptions options = new();
        ModuleIdentityOptionsBinder.Bind(configuration, options);

        // UseOutbox and UseTpm may still be called.
        options.Validate(isFinal: false);
        return options;
    }

    /// <summary>Makes the store of a module's outbox; null for none.</summary>
    internal Func<string, ModuleIdentityOptions, IMessageStore>? MessageStores { get; set; }

    /// <summary>The engine of the package <c>ModuleIdentities.AzureSdk</c>; null when the program has not added it.</summary>
    internal IEngine? AzureSdkEngine { get; set; }

    /// <summary>The engine that is to be used; the validator sees that it is there.</summary>
    internal IEngine UsedEngine => (Engine == ModuleEngine.Native ? null : AzureSdkEngine) ?? NativeEngine.Instance;

    /// <summary>Opens a TPM; null without the package <c>ModuleIdentities.Tpm</c>.</summary>
    internal Func<TpmOptions, ITpm>? TpmFactory { get; set; }

    /// <summary>What the configuration has for options whose type it is not, by path, each with what is wrong.</summary>
    internal IReadOnlyDictionary<string, string> Unreadable { get; set; } = new Dictionary<string, string>();

    /// <summary>How many modules will share these options, as far as that is known when the first is asked for.</summary>
    internal int ExpectedModules { get; set; }

    /// <summary>The model of the first module class that connects with these options; null for none. The registration announces it.</summary>
    internal string? FirstModelId { get; set; }

    /// <summary>
    /// What all modules that share these options share: one registration, one registry, one cache. Made on first use, after validation; later
    /// changes of the options have no effect on it.
    /// </summary>
    internal IModuleSource Session
    {
        get
        {
            lock (_gate)
            {
                if (_session is null)
                {
                    Validate();
                    _session = CreateSession();
                    _session.Expect(ExpectedModules);
                }

                return _session;
            }
        }
    }

    private IModuleSource CreateSession() => Provisioning switch
    {
        { LocalProvisioner.IsSet: true } => new ServedModules(this),
        { IdentityService.IsSet: true } => new IdentityServiceModules(this),
        { IotEdge.Enabled: true } => new IotEdgeModules(this),
        _ when HubConnectionString.From(Provisioning) is { ModuleId: not null } module => new GivenModule(module, this),
        _ => new DeviceSession(this),
    };

    internal void Validate(bool isFinal = true)
    {
        ValidateOptionsResult result = ModuleIdentityOptionsValidator.Validate(this, isFinal);
        if (result.Failed)
        {
            throw new OptionsValidationException(SectionName, typeof(ModuleIdentityOptions), result.Failures);
        }
    }
}
