using System.Text.Json.Nodes;

namespace ModuleIdentities;

/// <summary>
/// What the hub wants of the module, put together from reads and patches, and what of it the module has not been told yet. It decides; whoever
/// holds it reads the twin and calls the module. Not safe for concurrent use.
/// </summary>
/// <remarks>
/// The hub does not repeat a patch that nobody received, so a read follows every connect and every gap in the versions ("Understand and use module
/// twins in IoT Hub", Microsoft docs, "Module reconnection flow").
/// </remarks>
internal sealed class DesiredState
{
    private const string Version = "$version";

    private readonly Property[] _properties;
    private readonly SortedDictionary<long, JsonObject> _held = [];
    private JsonObject _document = [];
    private long _version;

    /// <summary>Before it, nothing is news.</summary>
    private int _next;

    public DesiredState(IEnumerable<DesiredPropertyHandler> handlers) => _properties = [.. handlers.Select(handler => new Property(handler))];

    /// <summary>Whether the module hears any desired property at all.</summary>
    public bool IsHeard => _properties.Length > 0;

    /// <summary>True when the twin must be read before anything more can be told.</summary>
    public bool NeedsRead { get; private set; }

    /// <summary>A link was opened: what happened since the last one is unknown.</summary>
    public void Forget()
    {
        NeedsRead = IsHeard;
        _held.Clear();
    }

    /// <summary>Takes the <c>desired</c> section of a read.</summary>
    public void Read(JsonObject desired)
    {
        _document = (JsonObject)desired.DeepClone();
        _version = VersionOf(desired) ?? 0;
        NeedsRead = false;

        // A patch that the read overtook is in it; its properties are news all the same.
        foreach ((long version, JsonObject patch) in _held.TakeWhile(held => held.Key <= _version))
        {
            Mention(patch);
        }

        foreach (Property property in _properties)
        {
            property.IsNews |= !JsonNode.DeepEquals(property.Find(_document), property.Told) || (!property.IsTold && property.Find(_document) is not null);
        }

        _next = 0;
        ApplyHeld();
    }

    /// <summary>Takes a patch, in whatever order patches come.</summary>
    /// <param name="patch">The patch, with or without its version.</param>
    /// <param name="version">The version of the topic; the one in the patch wins.</param>
    public void Patch(JsonObject patch, long version)
    {
        version = VersionOf(patch) ?? version;
        if (!IsHeard || (!NeedsRead && version <= _version))
        {
            return;
        }

        if (!NeedsRead && _held.Count == 0 && version == _version + 1)
        {
            Apply(patch, version);
            return;
        }

        _held[version] = patch;
        if (!NeedsRead)
        {
            ApplyHeld();
        }
    }

    /// <summary>Takes the next value that the module has not been told; the module counts as told.</summary>
    public DesiredChange? TakeNext()
    {
        if (NeedsRead)
        {
            return null;
        }

        while (_next < _properties.Length)
        {
            Property property = _properties[_next++];
            if (property.IsNews)
            {
                JsonNode? value = property.Find(_document);
                property.Told = value?.DeepClone();
                property.IsTold = true;
                property.IsNews = false;
                return new DesiredChange(property.Handler, property.Told, _version);
            }
        }

        return null;
    }

    private static long? VersionOf(JsonObject section) =>
        section[Version] is JsonValue value && value.TryGetValue(out long version) ? version : null;

    private void ApplyHeld()
    {
        while (_held.Count > 0)
        {
            (long version, JsonObject patch) = _held.First();
            if (version > _version + 1)
            {
                NeedsRead = true;
                return;
            }

            _held.Remove(version);
            if (version > _version)
            {
                Apply(patch, version);
            }
        }
    }

    private void Apply(JsonObject patch, long version)
    {
        JsonMergePatch.Apply(_document, patch);
        Mention(patch);
        _version = version;
    }

    private void Mention(JsonObject patch)
    {
        foreach (Property property in _properties)
        {
            property.IsNews |= property.IsIn(patch);
        }

        _next = 0;
    }

    private sealed class Property(DesiredPropertyHandler handler)
    {
        public DesiredPropertyHandler Handler { get; } = handler;

        public JsonNode? Told { get; set; }

        public bool IsTold { get; set; }

        public bool IsNews { get; set; }

        public JsonNode? Find(JsonObject section) => Handler.IsWholeDocument ? section : Owner(section) is { } owner && owner.TryGetPropertyValue(Handler.Name, out JsonNode? value) ? value : null;

        // A component that is removed whole takes its properties along.
        public bool IsIn(JsonObject patch) =>
            Handler.IsWholeDocument || (Owner(patch)?.ContainsKey(Handler.Name) ?? (Handler.Component is not null && patch.TryGetPropertyValue(Handler.Component, out JsonNode? component) && component is null));

        private JsonObject? Owner(JsonObject section) => Handler.Component is null ? section : section[Handler.Component] as JsonObject;
    }
}

/// <summary>One value that the module is to be told.</summary>
/// <param name="Handler">Whom to tell.</param>
/// <param name="Value">The value; null when it was removed.</param>
/// <param name="Version">The version of the desired properties that the value belongs to.</param>
internal readonly record struct DesiredChange(DesiredPropertyHandler Handler, JsonNode? Value, long Version);
