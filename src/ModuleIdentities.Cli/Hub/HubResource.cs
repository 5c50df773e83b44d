using System.Text.Json;

namespace ModuleIdentities.Cli;

/// <summary>What the registry of a hub keeps.</summary>
internal abstract class HubResource : ServiceResource
{
    public override string Variable => "IOTHUB_CONNECTION_STRING";

    public override string Version => "2021-04-12";

    public override string SecretName => "connection string";

    public override Task<JsonElement?> ReadKeysAsync(ServiceApi api, string[] ids, JsonElement one, CancellationToken cancellationToken) => Task.FromResult(Keys(one));

    public override ServiceRecord Describe(string host, JsonElement one, JsonElement? keys) => new(
        Name,
        host,
        Text(one, "moduleId") ?? Text(one, "deviceId") ?? "",
        Text(one, "deviceId"),
        Text(one, "status"),
        Text(one, "authentication", "type") ?? Text(one, "authenticationType"),
        Text(one, "connectionState") is { } state ? state == "Connected" : null,
        Fingerprint(keys, "primaryKey"),
        Fingerprint(keys, "secondaryKey"));

    private static JsonElement? Keys(JsonElement one) =>
        one.TryGetProperty("authentication", out JsonElement authentication) && authentication.TryGetProperty("symmetricKey", out JsonElement keys)
        && Text(keys, "primaryKey") is not null
            ? keys
            : null;
}
