using System.CommandLine;
using System.Globalization;

namespace ModuleIdentities.Cli;

/// <summary><c>moduleid emulator fault remove</c></summary>
internal sealed class FaultRemoveCommand : RunningEmulatorCommand
{
    private readonly Argument<long[]> _ids = new("id") { Description = "Ids of faults.", HelpName = "ID", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<bool> _all = new("--all") { Description = "Remove every fault." };

    public FaultRemoveCommand()
        : base("remove", "Remove faults from a running emulator: what was held goes on.")
    {
        Add(_ids);
        Add(_all);
        Validators.Add(result =>
        {
            if ((result.GetValue(_ids) is { Length: > 0 }) == result.GetValue(_all))
            {
                result.AddError("Say which faults: their ids, or --all.");
            }
        });
    }

    public override IReadOnlyList<ExitCode> ExitCodes => [.. base.ExitCodes, ExitCode.NotFound];

    public override IReadOnlyList<Example> Examples =>
    [
        new("moduleid emulator fault remove 3 --emulator emulator.env", "One fault; 'moduleid emulator fault list' has the ids."),
        new("moduleid emulator fault remove --all --emulator emulator.env --json", "All of them."),
    ];

    protected override async Task<ExitCode> RunAsync(EmulatorManagement emulator, ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        if (arguments.GetValue(_all))
        {
            await emulator.SendAsync(HttpMethod.Delete, "faults", null, cancellationToken).ConfigureAwait(false);
        }

        List<long> missing = [];
        foreach (long id in arguments.GetValue(_ids) ?? [])
        {
            string path = string.Create(CultureInfo.InvariantCulture, $"faults/{id}");
            if (await emulator.SendAsync(HttpMethod.Delete, path, null, cancellationToken).ConfigureAwait(false) is null)
            {
                missing.Add(id);
            }
        }

        screen.Result(new FaultsRemovedDocument(missing), ToolJson.Relaxed.FaultsRemovedDocument, () => screen.Note(
            missing.Count == 0 ? "Removed." : $"There is no fault {string.Join(", ", missing)}: 'moduleid emulator fault list' has the ids."));
        return missing.Count == 0 ? ExitCode.Ok : ExitCode.NotFound;
    }
}

/// <summary>Faults that were removed.</summary>
/// <param name="Missing">The ids that were asked for and are not there.</param>
internal sealed record FaultsRemovedDocument(IReadOnlyList<long> Missing) : ToolDocument;
