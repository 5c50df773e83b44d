using System.CommandLine;
using System.Text;
using System.Text.Json;

namespace ModuleIdentities.Cli;

/// <summary><c>moduleid send</c></summary>
internal sealed class SendCommand : DeviceCommand
{
    private readonly Argument<string> _module = ModuleArgument.Create();
    private readonly JsonInput _body = new();

    private readonly Option<string[]> _properties = new("--property", "-p")
    {
        Description = "Application property of the message; may be given more than once.",
        HelpName = "NAME=VALUE",
    };

    private readonly Option<string?> _component = new("--component") { Description = "IoT Plug and Play component that the message is of.", HelpName = "NAME" };

    public SendCommand()
        : base("send", "Send a device-to-cloud message as a module, and wait until the hub has acknowledged it. A program that is connected as the same module is cut off meanwhile.")
    {
        Add(_module);
        _body.AddTo(this);
        Add(_properties);
        Add(_component);
        Validators.Add(result =>
        {
            foreach (string property in result.GetValue(_properties) ?? [])
            {
                if (property.IndexOf('=', StringComparison.Ordinal) < 1)
                {
                    result.AddError($"A property is NAME=VALUE; '{property}' is not.");
                }
            }
        });
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("""moduleid send thermostat --config appsettings.json --body '{"temperature":21.5}' --property alarm=none""", "One message with an application property."),
        new("jq -c .reading data.json | moduleid send thermostat --config appsettings.json --file -", "What another program writes."),
    ];

    protected override async Task<ExitCode> RunAsync(
        ModuleIdentityOptions options, ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        JsonElement body = await _body.ReadAsync(arguments, cancellationToken).ConfigureAwait(false);
        MessageProperties properties = arguments.GetValue(_component) is { } component ? MessageProperties.Of(component) : default;
        foreach (string property in arguments.GetValue(_properties) ?? [])
        {
            int separator = property.IndexOf('=', StringComparison.Ordinal);
            properties = properties.With(property[..separator], property[(separator + 1)..]);
        }

        UntypedModule module = new(arguments.GetRequiredValue(_module));
        await using (module.ConfigureAwait(false))
        {
            SentDocument sent = await screen.WhileAsync("Sending", async () =>
            {
                await module.ConnectAsync(options, cancellationToken).ConfigureAwait(false);
                await module.SendTelemetryAsync(body, properties, cancellationToken).ConfigureAwait(false);
                ModuleIdentity identity = module.ModuleClient.Identity;
                return new SentDocument(identity.DeviceId, identity.ModuleId, identity.HubHostName, Encoding.UTF8.GetByteCount(body.GetRawText()));
            }).ConfigureAwait(false);
            screen.Result(sent, ToolJson.Relaxed.SentDocument, () => screen.Note($"{sent.HubHostName} has acknowledged {sent.Bytes} bytes of {sent.DeviceId}/{sent.ModuleId}."));
        }

        return ExitCode.Ok;
    }
}
