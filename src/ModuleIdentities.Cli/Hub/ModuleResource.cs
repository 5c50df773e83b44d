using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModuleIdentities.Cli;

/// <summary>The modules of a device of a hub.</summary>
internal sealed class ModuleResource : HubResource
{
    public override string Name => "module";

    public override IReadOnlyList<string> OwnerIds => ["device"];

    public override string[] ExampleIds => ["line-4", "thermostat"];

    public override string Path(string[] ids) => Join("devices", ids[0], "modules", ids[1]);

    public override async Task<IReadOnlyList<JsonElement>> ListAsync(ServiceApi api, string[] owner, CancellationToken cancellationToken) =>
        [.. (await api.GetAsync(Join("devices", owner[0], "modules"), cancellationToken).ConfigureAwait(false))?.EnumerateArray() ?? []];

    public override JsonObject New(string[] ids) => new() { ["deviceId"] = ids[0], ["moduleId"] = ids[1] };

    public override string Secret(string host, string[] ids, string key) => $"HostName={host};DeviceId={ids[0]};ModuleId={ids[1]};SharedAccessKey={key}";
}
