using System.CommandLine;
using System.Text.Json;

namespace ModuleIdentities.Cli;

/// <summary><c>moduleid hub … show</c></summary>
internal sealed class HubShowCommand : HubCommand
{
    private readonly IReadOnlyList<Argument<string>> _ids;

    public HubShowCommand(ServiceResource resource)
        : base(resource, "show", $"Show one of the {resource.Plural}; keys are shown as fingerprints.") => _ids = AddIds(isOne: true);

    public override IReadOnlyList<Example> Examples =>
    [
        new(Line("show", isOne: true), "How it proves itself, and how it stands."),
        new($"{Line("show", isOne: true)} --json | jq -r .record.primaryFingerprint", "One fact, for a script."),
    ];

    protected override async Task<ExitCode> RunAsync(ServiceApi api, ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        string[] ids = Ids(arguments, _ids);
        ServiceRecord record = await screen.WhileAsync("Reading", async () =>
        {
            JsonElement one = await api.GetAsync(Resource.Path(ids), cancellationToken).ConfigureAwait(false)
                ?? throw new ToolException(ExitCode.NotFound, "NotFound", $"{api.Host} has no {Resource.Name} '{ids[^1]}'. '{Line("list", isOne: false)}' shows those that it has.");
            return Resource.Describe(api.Host, one, await Resource.ReadKeysAsync(api, ids, one, cancellationToken).ConfigureAwait(false));
        }).ConfigureAwait(false);
        screen.Result(new ServiceRecordDocument(record, IsCreated: null, File: null), ToolJson.Relaxed.ServiceRecordDocument, () => screen.Facts(Facts(record)));
        return ExitCode.Ok;
    }
}

/// <summary>A thing that a service keeps.</summary>
/// <param name="Record">The thing.</param>
/// <param name="IsCreated">Whether it was made just now; null when nothing was to be made.</param>
/// <param name="File">The file with its secret; null for none.</param>
internal sealed record ServiceRecordDocument(ServiceRecord Record, bool? IsCreated, string? File) : ToolDocument;
