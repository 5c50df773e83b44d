using System.CommandLine;
using System.Text.Json;
using System.Threading.Channels;

namespace ModuleIdentities.Cli;

/// <summary><c>moduleid method listen</c></summary>
internal sealed class MethodListenCommand : ListeningCommand<MethodCallDocument>
{
    private readonly Option<int> _status = new("--status") { Description = "Status of the answer.", HelpName = "NUMBER", DefaultValueFactory = _ => 200 };
    private readonly Option<string> _answer = new("--answer") { Description = "Payload of the answer.", HelpName = "JSON", DefaultValueFactory = _ => "null" };

    public MethodListenCommand()
        : base("listen", "Tell every direct method that is called on a module, and answer all of them alike.")
    {
        Add(_status);
        Add(_answer);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("moduleid method listen thermostat --config appsettings.json", "Every call is told, and answered 200."),
        new("""moduleid method listen thermostat --config appsettings.json --status 503 --answer '{"retry":true}' --count 3 --json""", "Three calls, as JSON, answered with an error."),
    ];

    protected override UntypedModule CreateModule(ParseResult arguments, string moduleId, ChannelWriter<MethodCallDocument> heard)
    {
        int status = arguments.GetValue(_status);
        JsonElement answer = JsonInput.Parse(arguments.GetValue(_answer)!);
        return new UntypedModule(moduleId, onDirectMethod: async (name, payload, cancellationToken) =>
        {
            await heard.WriteAsync(new MethodCallDocument(moduleId, name, payload, status), cancellationToken).ConfigureAwait(false);
            return new MethodResponse<JsonElement>(status, answer);
        });
    }

    protected override void Write(Screen screen, MethodCallDocument heard) => screen.Result(
        heard, ToolJson.Relaxed.MethodCallDocument, () => screen.Line($"{heard.Method}\t{heard.Payload.GetRawText()}\t{heard.AnsweredStatus}"));
}
