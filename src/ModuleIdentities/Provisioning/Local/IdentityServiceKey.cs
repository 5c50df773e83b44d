namespace ModuleIdentities;

/// <summary>A key of a module that keyd keeps, and signs with.</summary>
internal sealed class IdentityServiceKey(IdentityServiceModules service, string moduleId, string handle) : IKeySigner
{
    public async ValueTask<byte[]> SignAsync(string text, CancellationToken cancellationToken = default) =>
        await service.SignAsync(moduleId, handle, text, cancellationToken).ConfigureAwait(false);
}
