using System.CommandLine;
using System.Text.Json;

namespace ModuleIdentities.Cli;

/// <summary><c>moduleid emulator fault list</c></summary>
internal sealed class FaultListCommand() : RunningEmulatorCommand("list", "List the faults of a running emulator, and how often each has hit.")
{
    public override IReadOnlyList<Example> Examples =>
    [
        new("moduleid emulator fault list --emulator emulator.env", "Id, hits, kind, and the rest as 'fault add' takes it."),
        new("moduleid emulator fault list --emulator emulator.env --json | jq '.faults[] | select(.hits == 0).id'", "Those that nobody has met."),
    ];

    protected override async Task<ExitCode> RunAsync(EmulatorManagement emulator, ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        byte[] answer = await emulator.SendAsync(HttpMethod.Get, "faults", null, cancellationToken).ConfigureAwait(false) ?? [];
        FaultFacts[] faults = JsonSerializer.Deserialize(answer, ToolJson.Relaxed.FaultFactsArray) ?? [];
        screen.Result(new FaultsDocument(faults), ToolJson.Relaxed.FaultsDocument, () => screen.Rows(
            ["id", "hits", "kind", "how"], faults.Select(fault => new[] { $"{fault.Id}", $"{fault.Hits}", fault.Kind, fault.How })));
        return ExitCode.Ok;
    }
}

/// <summary>The faults of an emulator.</summary>
internal sealed record FaultsDocument(IReadOnlyList<FaultFacts> Faults) : ToolDocument;

/// <summary>A fault of an emulator.</summary>
internal sealed record FaultDocument(FaultFacts Fault) : ToolDocument;

/// <summary>A fault that stands.</summary>
/// <param name="Id">Its number in this run.</param>
/// <param name="Hits">How often it has hit.</param>
/// <param name="Fault">What goes wrong and when, as in a seed.</param>
internal sealed record FaultFacts(long Id, long Hits, JsonElement Fault)
{
    /// <summary>What goes wrong.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Kind => Fault.GetProperty("kind").GetString()!;

    /// <summary>The rest, as <c>fault add</c> takes it.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string How => string.Join(' ', Fault.EnumerateObject().Where(member => !member.NameEquals("kind")).Select(member => $"{member.Name}={member.Value}"));
}
