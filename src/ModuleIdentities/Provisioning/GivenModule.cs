using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ModuleIdentities;

/// <summary>The one module of a module connection string: nothing to register, find or make, and nobody to ask when it is refused.</summary>
internal sealed class GivenModule : IModuleSource
{
    private readonly ModuleIdentityOptions _options;
    private readonly ModuleIdentity _identity;

    public GivenModule(HubConnectionString given, ModuleIdentityOptions options)
    {
        _options = options;
        _identity = new ModuleIdentity(
            given.HubHostName, given.DeviceId, given.ModuleId!, "", new ModuleSecrets(given.Secret, null), ModuleIdentityOrigin.Given);
        given.Secret.Credential.ReportTo((options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger<GivenModule>());
    }

    public void Expect(int modules)
    {
        // Each of them is told in GetModuleAsync whether it is the one.
    }

    public Task<ModuleIdentity> GetModuleAsync(string moduleId, CancellationToken cancellationToken) => moduleId == _identity.ModuleId
        ? Task.FromResult(_identity)
        : throw Impossible(moduleId, $"is not the module '{_identity.ModuleId}' of the module connection string", ModuleIdentityErrorCode.RequestRejected);

    public async Task<ModuleIdentity?> RecallAsync(string moduleId, CancellationToken cancellationToken) =>
        await GetModuleAsync(moduleId, cancellationToken).ConfigureAwait(false);

    public async Task<ModuleIdentity?> ReplaceRefusedAsync(ModuleIdentity refused, CancellationToken cancellationToken)
    {
        await ClockSkew.ThrowIfHarmfulAsync(refused, _options, cancellationToken).ConfigureAwait(false);
        return null;
    }

    // It is where it was given.
    public Task<ModuleIdentity> LocateAsync(string moduleId, CancellationToken cancellationToken) => GetModuleAsync(moduleId, cancellationToken);

    public Task<ModuleIdentity> ReprovisionAsync(string moduleId, CancellationToken cancellationToken) => throw Impossible(
        moduleId, "cannot register again", ModuleIdentityErrorCode.RequestRejected);

    public async Task<ModuleIdentity?> ReprovisionAsync(
        string moduleId, string? request, Func<ModuleIdentity, CancellationToken, Task> adopt, CancellationToken cancellationToken) =>
        await ReprovisionAsync(moduleId, cancellationToken).ConfigureAwait(false);

    public Task<ModuleIdentity> RotateAsync(
        ModuleIdentity current, Func<ModuleIdentity, CancellationToken, Task> adopt, CancellationToken cancellationToken) => throw Impossible(
        current.ModuleId, "cannot replace its keys", ModuleIdentityErrorCode.RequestRejected);

    public Task<IReadOnlyList<RegisteredModule>> ListAsync(CancellationToken cancellationToken) => throw Impossible(
        _identity.ModuleId, "cannot list the other modules of its device", ModuleIdentityErrorCode.RequestRejected);

    public async Task<RegisteredModule?> FindAsync(string moduleId, CancellationToken cancellationToken) =>
        RegisteredModule.Of(await GetModuleAsync(moduleId, cancellationToken).ConfigureAwait(false));

    public Task<bool> DeleteAsync(string moduleId, CancellationToken cancellationToken) => throw Impossible(
        moduleId, "cannot be deleted", ModuleIdentityErrorCode.RequestRejected);

    public IDisposable? Claim(string moduleId) => null;

    private ModuleIdentityException Impossible(string moduleId, string what, ModuleIdentityErrorCode code) => new(
        code,
        $"Module '{moduleId}' of device '{_identity.DeviceId}' {what}",
        "A module connection string opens that module alone: for anything else give the device's own credential in ModuleIdentities:Provisioning")
    {
        DeviceId = _identity.DeviceId,
        ModuleId = moduleId,
    };
}
