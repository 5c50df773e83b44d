using System.CommandLine;

namespace ModuleIdentities.Cli;

/// <summary><c>moduleid delete</c></summary>
internal sealed class DeleteCommand : DeviceCommand
{
    private readonly Argument<string> _module = ModuleArgument.Create();
    private readonly Confirmation _confirmation = new();

    public DeleteCommand()
        : base("delete", "Delete a module with its keys and its twin, from the hub and from the cache.")
    {
        Add(_module);
        _confirmation.AddTo(this);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("moduleid delete thermostat --config appsettings.json", "Asks first."),
        new("moduleid delete thermostat --config appsettings.json --yes --json", "For a script: does not ask, and says whether there was anything to delete."),
    ];

    protected override async Task<ExitCode> RunAsync(
        ModuleIdentityOptions options, ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        string moduleId = arguments.GetRequiredValue(_module);
        if (!_confirmation.Ask(arguments, screen, $"module '{moduleId}'"))
        {
            return ExitCode.Ok;
        }

        bool isDeleted = await screen.WhileAsync(
            "Deleting", () => ModuleProvisioner.DeleteAsync(options, moduleId, cancellationToken)).ConfigureAwait(false);
        screen.Result(new DeletedDocument(moduleId, isDeleted), ToolJson.Relaxed.DeletedDocument, () => screen.Note(
            isDeleted ? $"Deleted module '{moduleId}'." : $"There was no module '{moduleId}'."));
        return isDeleted ? ExitCode.Ok : ExitCode.NotFound;
    }
}
