using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModuleIdentities.Cli;

/// <summary>The individual enrolments of a Device Provisioning Service, or its groups.</summary>
internal sealed class EnrollmentResource(bool isGroup) : ServiceResource
{
    private readonly string _collection = isGroup ? "enrollmentGroups" : "enrollments";
    private readonly string _idName = isGroup ? "enrollmentGroupId" : "registrationId";

    public override string Name => isGroup ? "enrollment-group" : "enrollment";

    public override string Variable => "DPS_CONNECTION_STRING";

    public override string Version => "2021-10-01";

    public override string SecretName => isGroup ? "key of the group" : "key";

    public override string[] ExampleIds => isGroup ? ["fleet"] : ["line-4"];

    public override string Path(string[] ids) => Join(_collection, ids[0]);

    public override Task<IReadOnlyList<JsonElement>> ListAsync(ServiceApi api, string[] owner, CancellationToken cancellationToken) =>
        api.QueryAsync($"{_collection}/query", $"SELECT * FROM {_collection}", cancellationToken);

    public override JsonObject New(string[] ids) => new()
    {
        [_idName] = ids[0],
        ["attestation"] = new JsonObject { ["type"] = "symmetricKey", ["symmetricKey"] = new JsonObject() },
        ["provisioningStatus"] = "enabled",
    };

    // Reading an enrolment gives no keys: they have a path of their own.
    public override async Task<JsonElement?> ReadKeysAsync(ServiceApi api, string[] ids, JsonElement one, CancellationToken cancellationToken) =>
        Text(one, "attestation", "type") == "symmetricKey"
        && (await api.PostAsync($"{Path(ids)}/attestationmechanism", cancellationToken).ConfigureAwait(false)).TryGetProperty("symmetricKey", out JsonElement keys)
            ? keys
            : null;

    public override ServiceRecord Describe(string host, JsonElement one, JsonElement? keys) => new(
        Name,
        host,
        Text(one, _idName) ?? "",
        Text(one, "deviceId") ?? Text(one, "registrationState", "deviceId"),
        Text(one, "provisioningStatus"),
        Text(one, "attestation", "type"),
        IsConnected: null,
        Fingerprint(keys, "primaryKey"),
        Fingerprint(keys, "secondaryKey"));

    public override string Secret(string host, string[] ids, string key) => key;
}
