using System.CommandLine;

namespace ModuleIdentities.Cli;

/// <summary><c>moduleid list</c></summary>
internal sealed class ListCommand : DeviceCommand
{
    public ListCommand()
        : base("list", "List the modules of the device, those of IoT Edge ($edgeAgent, $edgeHub) included.")
    {
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("moduleid list --config appsettings.json", "A table; into a pipe, one module a line, separated by tabs."),
        new("moduleid list --config appsettings.json --json | jq -r '.modules[].moduleId'", "The ids alone."),
    ];

    protected override async Task<ExitCode> RunAsync(
        ModuleIdentityOptions options, ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        IReadOnlyList<RegisteredModule> modules = await screen.WhileAsync(
            "Listing", () => ModuleProvisioner.ListAsync(options, cancellationToken)).ConfigureAwait(false);
        screen.Result(new ModulesDocument(modules), ToolJson.Relaxed.ModulesDocument, () => screen.Rows(
            ["module", "authentication", "key", "connected", "last activity", "managed by"],
            modules.Select(module => new[]
            {
                module.ModuleId,
                module.Authentication,
                module.PrimaryFingerprint ?? "",
                module.IsConnected is { } isConnected ? isConnected ? "yes" : "no" : "",
                module.LastActivity?.ToString("u") ?? "never",
                module.ManagedBy ?? "",
            })));
        return ExitCode.Ok;
    }
}
