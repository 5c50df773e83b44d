using System.Text.Json;

namespace ModuleIdentities.Emulator.Service.Queries;

/// <summary>The way to a property of a twin: <c>properties.reported.limits.high</c>. Names are case-sensitive.</summary>
internal sealed record PropertyPath(string[] Names)
{
    /// <summary>The value there; <see cref="JsonValueKind.Undefined"/> when there is none.</summary>
    public JsonElement Find(JsonElement twin)
    {
        JsonElement value = twin;
        foreach (string name in Names)
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
            {
                return default;
            }
        }

        return value;
    }
}
