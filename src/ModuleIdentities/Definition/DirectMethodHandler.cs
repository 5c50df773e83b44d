using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ModuleIdentities;

/// <summary>A direct method of a module class.</summary>
/// <param name="name">The name on the wire: <c>component*name</c> for a component's command.</param>
internal abstract class DirectMethodHandler(string name)
{
    public string Name { get; } = name;

    /// <summary>Calls the user's method.</summary>
    /// <returns>The status, and the payload as UTF-8 JSON; empty for none.</returns>
    /// <exception cref="JsonException">The request is not of the method's type.</exception>
    public abstract Task<(int Status, ReadOnlyMemory<byte> Payload)> InvokeAsync(
        IModule module, ReadOnlyMemory<byte> request, CancellationToken cancellationToken);
}

/// <inheritdoc/>
internal sealed class DirectMethodHandler<TModule, TRequest, TResponse>(
    string name,
    JsonTypeInfo<TRequest>? request,
    JsonTypeInfo<TResponse>? response,
    Func<TModule, TRequest, CancellationToken, Task<MethodResponse<TResponse>>> callback)
    : DirectMethodHandler(name)
    where TModule : class, IModule
{
    public override async Task<(int Status, ReadOnlyMemory<byte> Payload)> InvokeAsync(
        IModule module, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        // A caller that gives no payload sends none, or null.
        TRequest argument = request is null ? default! : JsonSerializer.Deserialize(payload.IsEmpty ? "null"u8 : payload.Span, request)!;
        MethodResponse<TResponse> answer = await callback((TModule)module, argument, cancellationToken).ConfigureAwait(false);
        return (answer.Status, response is null ? default : JsonSerializer.SerializeToUtf8Bytes(answer.Payload, response));
    }
}
