namespace ModuleIdentities;

/// <summary>A direct method of a module class.</summary>
/// <param name="name">The name on the wire: <c>component*name</c> for a component's command.</param>
/// <param name="callback">Reads the request, calls the user's method and writes its answer.</param>
internal sealed class DirectMethodHandler(
    string name, Func<IModule?, ReadOnlyMemory<byte>, CancellationToken, Task<(int Status, ReadOnlyMemory<byte> Payload)>> callback)
{
    public string Name { get; } = name;

    /// <summary>Calls the user's method.</summary>
    /// <param name="module">The module; null where nobody but the library hears.</param>
    /// <param name="request">The request as UTF-8 JSON; empty for none.</param>
    /// <param name="cancellationToken">Ends with the connection.</param>
    /// <returns>The status, and the payload as UTF-8 JSON; empty for none.</returns>
    /// <exception cref="WrongPayloadException">The request is not of the method's type.</exception>
    public async Task<(int Status, ReadOnlyMemory<byte> Payload)> InvokeAsync(
        IModule? module, ReadOnlyMemory<byte> request, CancellationToken cancellationToken) =>
        await callback(module, request, cancellationToken).ConfigureAwait(false);
}
