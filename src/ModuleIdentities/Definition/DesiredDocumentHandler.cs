using System.Text.Json;

namespace ModuleIdentities;

/// <summary>Hears all desired properties as one document; acknowledges nothing.</summary>
internal sealed class DesiredDocumentHandler(Func<JsonElement, long, CancellationToken, Task> callback)
    : DesiredPropertyHandler(component: null, name: "", acceptsNull: true)
{
    public override bool IsWholeDocument => true;

    public override async Task<PropertyResponse> InvokeAsync(IModule? module, JsonElement value, long version, CancellationToken cancellationToken)
    {
        await callback(value, version, cancellationToken).ConfigureAwait(false);
        return default;
    }
}
