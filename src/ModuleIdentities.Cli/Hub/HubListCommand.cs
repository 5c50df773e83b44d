using System.CommandLine;

namespace ModuleIdentities.Cli;

/// <summary><c>moduleid hub … list</c></summary>
internal sealed class HubListCommand : HubCommand
{
    private readonly IReadOnlyList<Argument<string>> _owner;

    public HubListCommand(ServiceResource resource)
        : base(resource, "list", $"List all {resource.Plural}{(resource.OwnerIds.Count > 0 ? " of a device" : "")}.") => _owner = AddIds(isOne: false);

    public override IReadOnlyList<Example> Examples =>
    [
        new(Line("list", isOne: false), "A table; into a pipe, one a line, separated by tabs."),
        new($"{Line("list", isOne: false)} --json | jq -r '.records[].id'", "The ids alone."),
    ];

    protected override async Task<ExitCode> RunAsync(ServiceApi api, ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        ServiceRecord[] records =
        [
            .. (await screen.WhileAsync("Listing", () => Resource.ListAsync(api, Ids(arguments, _owner), cancellationToken)).ConfigureAwait(false))
                .Select(one => Resource.Describe(api.Host, one, keys: null)),
        ];
        screen.Result(new ServiceRecordsDocument(records), ToolJson.Relaxed.ServiceRecordsDocument, () => screen.Rows(
            [Resource.Name, "device", "status", "authentication", "connected"],
            records.Select(record => new[]
            {
                record.Id,
                record.DeviceId ?? "",
                record.Status ?? "",
                record.Authentication ?? "",
                record.IsConnected is { } isConnected ? isConnected ? "yes" : "no" : "",
            })));
        return ExitCode.Ok;
    }
}

/// <summary>Things that a service keeps.</summary>
internal sealed record ServiceRecordsDocument(IReadOnlyList<ServiceRecord> Records) : ToolDocument;
