using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModuleIdentities.Cli;

/// <summary>The devices of a hub.</summary>
internal sealed class DeviceResource : HubResource
{
    public override string Name => "device";

    public override string[] ExampleIds => ["line-4"];

    public override string Path(string[] ids) => Join("devices", ids[0]);

    public override Task<IReadOnlyList<JsonElement>> ListAsync(ServiceApi api, string[] owner, CancellationToken cancellationToken) =>
        api.QueryAsync("devices/query", "SELECT * FROM devices", cancellationToken);

    public override JsonObject New(string[] ids) => new() { ["deviceId"] = ids[0], ["status"] = "enabled" };

    public override string Secret(string host, string[] ids, string key) => $"HostName={host};DeviceId={ids[0]};SharedAccessKey={key}";
}
