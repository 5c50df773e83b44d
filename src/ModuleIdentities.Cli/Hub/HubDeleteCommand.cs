using System.CommandLine;

namespace ModuleIdentities.Cli;

/// <summary><c>moduleid hub … delete</c></summary>
internal sealed class HubDeleteCommand : HubCommand
{
    private readonly IReadOnlyList<Argument<string>> _ids;
    private readonly Confirmation _confirmation = new();

    public HubDeleteCommand(ServiceResource resource)
        : base(resource, "delete", $"Delete one of the {resource.Plural}, with its keys and all that it owns.")
    {
        _ids = AddIds(isOne: true);
        _confirmation.AddTo(this);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new(Line("delete", isOne: true), "Asks first."),
        new($"{Line("delete", isOne: true)} --yes --json", "For a script: does not ask, and says whether there was anything to delete."),
    ];

    protected override async Task<ExitCode> RunAsync(ServiceApi api, ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        string[] ids = Ids(arguments, _ids);
        if (!_confirmation.Ask(arguments, screen, $"{Resource.Name} '{string.Join('/', ids)}' of {api.Host}"))
        {
            return ExitCode.Ok;
        }

        bool isDeleted = await screen.WhileAsync("Deleting", () => api.DeleteAsync(Resource.Path(ids), cancellationToken)).ConfigureAwait(false);
        screen.Result(new ServiceDeletedDocument(Resource.Name, ids[^1], isDeleted), ToolJson.Relaxed.ServiceDeletedDocument, () => screen.Note(
            isDeleted ? $"Deleted {Resource.Name} '{ids[^1]}'." : $"There was no {Resource.Name} '{ids[^1]}'."));
        return isDeleted ? ExitCode.Ok : ExitCode.NotFound;
    }
}

/// <summary>A thing of a service that was deleted.</summary>
internal sealed record ServiceDeletedDocument(string Kind, string Id, bool IsDeleted) : ToolDocument;
