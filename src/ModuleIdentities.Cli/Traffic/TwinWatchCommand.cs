using System.CommandLine;
using System.Threading.Channels;

namespace ModuleIdentities.Cli;

/// <summary><c>moduleid twin watch</c></summary>
internal sealed class TwinWatchCommand() : ListeningCommand<DesiredDocument>(
    "watch", "Tell the desired properties of a module: now, and after each change.")
{
    public override IReadOnlyList<Example> Examples =>
    [
        new("moduleid twin watch thermostat --config appsettings.json", "A line for each version of the desired properties."),
        new("moduleid twin watch thermostat --config appsettings.json --json --count 1 | jq .desired", "The desired properties as they are now."),
    ];

    protected override UntypedModule CreateModule(ParseResult arguments, string moduleId, ChannelWriter<DesiredDocument> heard) => new(
        moduleId,
        (desired, version, cancellationToken) => heard.WriteAsync(new DesiredDocument(moduleId, version, desired), cancellationToken).AsTask());

    protected override void Write(Screen screen, DesiredDocument heard) => screen.Result(
        heard, ToolJson.Relaxed.DesiredDocument, () => screen.Line($"{heard.DesiredVersion}\t{heard.Desired.GetRawText()}"));
}
