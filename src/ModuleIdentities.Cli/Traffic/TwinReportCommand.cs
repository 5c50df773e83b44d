using System.CommandLine;
using System.Text.Json;

namespace ModuleIdentities.Cli;

/// <summary><c>moduleid twin report</c></summary>
internal sealed class TwinReportCommand : DeviceCommand
{
    private readonly Argument<string> _module = ModuleArgument.Create();
    private readonly JsonInput _properties = new();

    public TwinReportCommand()
        : base("report", "Report properties of a module: a JSON object, of which a null removes a property.")
    {
        Add(_module);
        _properties.AddTo(this);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("""moduleid twin report thermostat --config appsettings.json --body '{"firmwareVersion":"2.1"}'""", "Sets one reported property."),
        new("""moduleid twin report thermostat --config appsettings.json --body '{"firmwareVersion":null}' --json""", "Removes it."),
    ];

    protected override async Task<ExitCode> RunAsync(
        ModuleIdentityOptions options, ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        JsonElement properties = await _properties.ReadAsync(arguments, cancellationToken).ConfigureAwait(false);
        if (properties.ValueKind != JsonValueKind.Object)
        {
            throw new ToolException(ExitCode.Usage, "InvalidJson", "Reported properties are a JSON object, for example {\"firmwareVersion\":\"2.1\"}.");
        }

        UntypedModule module = new(arguments.GetRequiredValue(_module));
        await using (module.ConfigureAwait(false))
        {
            ReportedDocument document = await screen.WhileAsync("Reporting", async () =>
            {
                await module.ConnectAsync(options, cancellationToken).ConfigureAwait(false);
                await module.ReportPropertiesAsync(properties, cancellationToken).ConfigureAwait(false);
                return new ReportedDocument(
                    module.ModuleClient.Identity.DeviceId, module.ModuleClient.Identity.ModuleId, [.. properties.EnumerateObject().Select(property => property.Name)]);
            }).ConfigureAwait(false);
            screen.Result(document, ToolJson.Relaxed.ReportedDocument, () => screen.Note($"The hub has taken {string.Join(", ", document.Properties)}."));
        }

        return ExitCode.Ok;
    }
}
