using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModuleIdentities.Cli;

/// <summary>A kind of thing that a hub or a Device Provisioning Service keeps.</summary>
internal abstract class ServiceResource
{
    /// <summary>What one of them is called, on the command line too.</summary>
    public abstract string Name { get; }

    /// <summary>What several are called.</summary>
    public virtual string Plural => $"{Name}s";

    /// <summary>The environment variable with the connection string of the service.</summary>
    public abstract string Variable { get; }

    /// <summary>The api-version of the service.</summary>
    public abstract string Version { get; }

    /// <summary>What names the owner of several: nothing, or the device of modules.</summary>
    public virtual IReadOnlyList<string> OwnerIds => [];

    /// <summary>The ids of one that a reader can picture, its owner's first.</summary>
    public abstract string[] ExampleIds { get; }

    /// <summary>What the secret of one is, in words.</summary>
    public abstract string SecretName { get; }

    /// <summary>Where one is, escaped, without a slash in front.</summary>
    public abstract string Path(string[] ids);

    /// <summary>All of them.</summary>
    public abstract Task<IReadOnlyList<JsonElement>> ListAsync(ServiceApi api, string[] owner, CancellationToken cancellationToken);

    /// <summary>What a new one is made of; the service makes its keys.</summary>
    public abstract JsonObject New(string[] ids);

    /// <summary>The part of one that has its keys; null when it has no keys.</summary>
    public abstract Task<JsonElement?> ReadKeysAsync(ServiceApi api, string[] ids, JsonElement one, CancellationToken cancellationToken);

    /// <summary>One without its keys.</summary>
    /// <param name="host">The service that has it.</param>
    /// <param name="one">What the service says of it.</param>
    /// <param name="keys">The part with its keys; null when it was not read or there is none.</param>
    public abstract ServiceRecord Describe(string host, JsonElement one, JsonElement? keys);

    /// <summary>What whoever is to use it needs.</summary>
    public abstract string Secret(string host, string[] ids, string key);

    /// <summary>The text of a member, however deep; null when it is missing or no text.</summary>
    protected static string? Text(JsonElement one, params ReadOnlySpan<string> path)
    {
        foreach (string name in path)
        {
            if (one.ValueKind != JsonValueKind.Object || !one.TryGetProperty(name, out one))
            {
                return null;
            }
        }

        return one.ValueKind == JsonValueKind.String ? one.GetString() : null;
    }

    /// <summary>The fingerprint of a key, as modules have it; null when there is none.</summary>
    protected static string? Fingerprint(JsonElement? keys, string name) =>
        keys is { } given && SharedAccessKey.TryParse(Text(given, name), out SharedAccessKey? key) ? key.Fingerprint : null;

    /// <summary>Several segments of a path, each escaped once.</summary>
    protected static string Join(params IEnumerable<string> segments) => string.Join('/', segments.Select(Uri.EscapeDataString));
}

/// <summary>A thing that a service keeps, without its keys.</summary>
/// <param name="Kind">What kind of thing it is.</param>
/// <param name="Host">The service that keeps it.</param>
/// <param name="Id">The id of the device, the module, the enrolment or the group.</param>
/// <param name="DeviceId">The device that it is, that owns it or that it makes; null when it says none.</param>
/// <param name="Status"><c>enabled</c> or <c>disabled</c>; null for a module, which follows its device.</param>
/// <param name="Authentication">How it proves itself, in the service's own word.</param>
/// <param name="IsConnected">Whether it has a connection; null when the service does not say.</param>
/// <param name="PrimaryFingerprint">The first 12 hexadecimal digits of the SHA-256 of the primary key; null when there is none or it was not read.</param>
/// <param name="SecondaryFingerprint">The same of the secondary key.</param>
internal sealed record ServiceRecord(
    string Kind, string Host, string Id, string? DeviceId, string? Status, string? Authentication, bool? IsConnected, string? PrimaryFingerprint, string? SecondaryFingerprint);
