using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace ModuleIdentities.Cli;

/// <summary><c>moduleid monitor</c></summary>
internal sealed class MonitorCommand : RunningEmulatorCommand
{
    private readonly Option<string?> _device = new("--device") { Description = "Only what this device and its modules send.", HelpName = "DEVICE" };
    private readonly Option<string?> _module = new("--module") { Description = "Only what modules of this id send; empty for devices themselves.", HelpName = "MODULE" };
    private readonly Option<DateTimeOffset?> _since = new("--since") { Description = "Only what came at this time or later, for example 2026-11-25T15:00:00Z.", HelpName = "TIME" };
    private readonly Option<bool> _noFollow = new("--no-follow") { Description = "End after what is there; do not wait for more." };
    private readonly Option<int> _count = new("--count", "-n") { Description = "End after so many; without it, only Ctrl+C ends.", HelpName = "NUMBER" };

    public MonitorCommand()
        : base("monitor", "Tell every message that arrives at a running emulator: those that it has, and then each as it comes. Ctrl+C ends it well.")
    {
        Add(_device);
        Add(_module);
        Add(_since);
        Add(_noFollow);
        Add(_count);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("moduleid monitor --emulator emulator.env --device line-4", "A line for each message: time, sender, body, properties."),
        new("moduleid monitor --emulator emulator.env --json | jq -c 'select(.moduleId == \"thermostat\").body'", "A document a line, for another program."),
    ];

    protected override string NoEmulator =>
        "No emulator is named: moduleid monitor --emulator FILE, with the file that 'moduleid emulator --ready-file FILE' has written. What arrives at a hub of Azure "
        + "is read from the hub's Event Hubs-compatible endpoint, which takes AMQP and a service's credential that belongs on no device: on a machine of the back office, "
        + "'az iot hub monitor-events --hub-name HUB --device-id DEVICE' does that.";

    protected override async Task<ExitCode> RunAsync(EmulatorManagement emulator, ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        int count = arguments.GetValue(_count);
        try
        {
            int told = 0;
            IAsyncEnumerable<string> lines = emulator.ReadMessagesAsync(
                Query(arguments), () => screen.Note($"Listening to {emulator.Address}. Stop with Ctrl+C."), cancellationToken);
            await foreach (string line in lines.ConfigureAwait(false))
            {
                Write(screen, JsonSerializer.Deserialize(line, ToolJson.Relaxed.ArrivedDocument)!);
                if (++told == count)
                {
                    return ExitCode.Ok;
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Nothing is left undone.
            return ExitCode.Ok;
        }

        return arguments.GetValue(_noFollow)
            ? ExitCode.Ok
            : throw new ToolException(ExitCode.Unavailable, "EmulatorEnded", $"The emulator at {emulator.Address} has ended.");
    }

    private string Query(ParseResult arguments)
    {
        (string Name, string? Value)[] parameters =
        [
            ("device", arguments.GetValue(_device)),
            ("module", arguments.GetValue(_module)),
            ("since", arguments.GetValue(_since)?.ToString("O", CultureInfo.InvariantCulture)),
            ("follow", arguments.GetValue(_noFollow) ? "false" : null),
        ];
        return string.Join('&', parameters.Where(parameter => parameter.Value is not null).Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value!)}"));
    }

    private static void Write(Screen screen, ArrivedDocument message) => screen.Result(message, ToolJson.Relaxed.ArrivedDocument, () => screen.Line(string.Join(
        '\t',
        message.EnqueuedTime.ToString("O", CultureInfo.InvariantCulture),
        string.IsNullOrEmpty(message.ModuleId) ? message.DeviceId : $"{message.DeviceId}/{message.ModuleId}",
        message.Body?.GetRawText() ?? $"base64:{message.BodyBase64}",
        string.Join(' ', message.Properties.Select(property => $"{property.Key}={property.Value}")))));
}

/// <summary>A message that has arrived at a hub; its body is JSON, or else base64.</summary>
internal sealed record ArrivedDocument(
    long SequenceNumber,
    string Hub,
    string DeviceId,
    string? ModuleId,
    DateTime EnqueuedTime,
    Dictionary<string, string> SystemProperties,
    Dictionary<string, string> Properties,
    JsonElement? Body,
    string? BodyBase64) : ToolDocument;
