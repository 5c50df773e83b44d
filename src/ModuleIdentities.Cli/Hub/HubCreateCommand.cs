using System.CommandLine;
using System.Text;
using System.Text.Json;

namespace ModuleIdentities.Cli;

/// <summary><c>moduleid hub … create</c></summary>
internal sealed class HubCreateCommand : HubCommand
{
    private readonly IReadOnlyList<Argument<string>> _ids;
    private readonly Option<FileInfo?> _out;

    public HubCreateCommand(ServiceResource resource)
        : base(resource, "create", $"Get one of the {resource.Plural}, creating it with keys of the service's own when it is not there. What exists is left as it is.")
    {
        _ids = AddIds(isOne: true);
        _out = new Option<FileInfo?>("--out", "-o") { Description = $"File for its {resource.SecretName}, with mode 0600; replaced whole when it exists.", HelpName = "FILE" };
        Add(_out);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new($"{Line("create", isOne: true)} --out secret.txt", $"The {Resource.SecretName} in a file of mode 0600, to be carried to the device."),
        new($"{Line("create", isOne: true)} --json | jq .isCreated", "Whether it was there before."),
    ];

    protected override async Task<ExitCode> RunAsync(ServiceApi api, ParseResult arguments, Screen screen, CancellationToken cancellationToken)
    {
        string[] ids = Ids(arguments, _ids);
        (JsonElement one, bool isCreated, JsonElement? keys) = await screen.WhileAsync("Creating", () => GetOrCreateAsync(api, ids, cancellationToken)).ConfigureAwait(false);
        string? file = arguments.GetValue(_out)?.FullName;
        if (file is not null)
        {
            string key = keys?.GetProperty("primaryKey").GetString() ?? throw new ToolException(
                ExitCode.Failed, "NoKey", $"The {Resource.Name} '{ids[^1]}' proves itself with a certificate: it has no {Resource.SecretName} to write.");
            await PrivateFile.WriteAsync(file, Encoding.UTF8.GetBytes($"{Resource.Secret(api.Host, ids, key)}\n"), cancellationToken).ConfigureAwait(false);
        }

        ServiceRecord record = Resource.Describe(api.Host, one, keys);
        screen.Result(new ServiceRecordDocument(record, isCreated, file), ToolJson.Relaxed.ServiceRecordDocument, () =>
        {
            screen.Facts([.. Facts(record), ("origin", isCreated ? "created" : "existing")]);
            if (file is not null)
            {
                screen.Note($"Its {Resource.SecretName} is in {file}, readable by you alone.");
            }
        });
        return ExitCode.Ok;
    }

    private async Task<(JsonElement One, bool IsCreated, JsonElement? Keys)> GetOrCreateAsync(ServiceApi api, string[] ids, CancellationToken cancellationToken)
    {
        string path = Resource.Path(ids);
        // A PUT without a tag may replace an enrolment that is there.
        JsonElement? existing = await api.GetAsync(path, cancellationToken).ConfigureAwait(false);
        JsonElement? created = existing is null ? await api.PutAsync(path, Resource.New(ids), cancellationToken).ConfigureAwait(false) : null;
        JsonElement one = existing ?? created ?? await api.GetAsync(path, cancellationToken).ConfigureAwait(false) ?? throw new ToolException(
            ExitCode.Conflict, "Conflict", $"Somebody makes and deletes the {Resource.Name} '{ids[^1]}' at the same time: stop that, then try again.");
        return (one, created is not null, await Resource.ReadKeysAsync(api, ids, one, cancellationToken).ConfigureAwait(false));
    }
}
