using System.CommandLine;

namespace ModuleIdentities.Cli;

/// <summary><c>moduleid show</c></summary>
internal sealed class ShowCommand : DeviceCommand
{
    private readonly Argument<string> _module = ModuleArgument.Create();

    public ShowCommand()
        : base("show", "Show a module as the hub has it. Nothing is created, and keys are shown as fingerprints.") => Add(_module);

    public override IReadOnlyList<Example> Examples =>
    [
        new("moduleid show thermostat --config appsettings.json", "Where the module is, how it proves itself, and whether it is connected."),
        new("moduleid show thermostat --config appsettings.json --json | jq -r .module.generationId", "One fact, for a script."),
    ];

    protected override async Task<ExitCode> RunAsync(
        ModuleIdentityOptions options, ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        string moduleId = arguments.GetRequiredValue(_module);
        RegisteredModule module = await screen.WhileAsync(
            "Reading", () => ModuleProvisioner.FindAsync(options, moduleId, cancellationToken)).ConfigureAwait(false) ?? throw NoModule(moduleId);
        screen.Result(new ModuleDocument(module), ToolJson.Relaxed.ModuleDocument, () => screen.Facts(
            ("module", module.ModuleId),
            ("device", module.DeviceId),
            ("hub", module.HubHostName),
            ("generation", module.GenerationId),
            ("authentication", module.Authentication),
            ("primary key", module.PrimaryFingerprint),
            ("secondary key", module.SecondaryFingerprint),
            ("managed by", module.ManagedBy),
            ("connected", module.IsConnected is { } isConnected ? isConnected ? "yes" : "no" : null),
            ("last activity", module.LastActivity?.ToString("u"))));
        return ExitCode.Ok;
    }

    public static ToolException NoModule(string moduleId) => new(
        ExitCode.NotFound, "ModuleNotFound", $"The hub has no module '{moduleId}' of this device. 'moduleid list' shows those that it has; 'moduleid provision {moduleId}' makes it.");
}
