using System.CommandLine;

namespace ModuleIdentities.Cli;

/// <summary><c>moduleid twin get</c></summary>
internal sealed class TwinGetCommand : DeviceCommand
{
    private readonly Argument<string> _module = ModuleArgument.Create();

    public TwinGetCommand()
        : base("get", "Read the twin of a module: what the hub wants of it, and what it has reported.") => Add(_module);

    public override IReadOnlyList<Example> Examples =>
    [
        new("moduleid twin get thermostat --config appsettings.json", "Two lines of JSON: desired, reported."),
        new("moduleid twin get thermostat --config appsettings.json --json | jq .desired.targetTemperature", "One desired property."),
    ];

    protected override async Task<ExitCode> RunAsync(
        ModuleIdentityOptions options, ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        UntypedModule module = new(arguments.GetRequiredValue(_module));
        await using (module.ConfigureAwait(false))
        {
            ModuleTwin twin = await screen.WhileAsync("Reading", async () =>
            {
                await module.ConnectAsync(options, cancellationToken).ConfigureAwait(false);
                return await module.ModuleClient.GetTwinAsync(cancellationToken).ConfigureAwait(false);
            }).ConfigureAwait(false);
            ModuleIdentity identity = module.ModuleClient.Identity;
            TwinDocument document = new(
                identity.DeviceId, identity.ModuleId, twin.DesiredVersion, twin.ReportedVersion, twin.Desired, twin.Reported);
            screen.Result(document, ToolJson.Relaxed.TwinDocument, () => screen.Facts(
                ("desired", twin.Desired.GetRawText()), ("reported", twin.Reported.GetRawText())));
        }

        return ExitCode.Ok;
    }
}
