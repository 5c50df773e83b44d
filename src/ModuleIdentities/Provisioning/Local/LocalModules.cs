using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ModuleIdentities;

/// <summary>
/// Modules that another process of this device gives to this one. That process has the device's credential: it provisions, and it decides who gets
/// which module. Nothing is kept on disk here, for whom to ask is always near.
/// </summary>
internal abstract class LocalModules : IModuleSource
{
    private readonly ServiceRetry _retry;
    private readonly ConcurrentDictionary<string, SingleFlight<ModuleIdentity>> _modules = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ModuleIdentity> _known = new(StringComparer.Ordinal);

    protected LocalModules(ModuleIdentityOptions options)
    {
        Options = options;
        Logger = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger<LocalModules>();
        _retry = new ServiceRetry(options.TimeProvider, Random.Shared.NextDouble, Logger);
    }

    protected ModuleIdentityOptions Options { get; }

    protected ILogger Logger { get; }

    /// <summary>Who gives the modules, to end a sentence.</summary>
    protected abstract string Giver { get; }

    public virtual bool HubLearnsLater => false;

    public ModuleIdentityException? Obstacle => _retry.Obstacle;

    public void Expect(int modules)
    {
        // Each is asked for by itself.
    }

    public Task<ModuleIdentity> GetModuleAsync(string moduleId, CancellationToken cancellationToken) => ShareAsync(
        moduleId, token => AskAsync(moduleId, limited => FetchAsync(moduleId, limited), token), cancellationToken);

    public Task<ModuleIdentity?> RecallAsync(string moduleId, CancellationToken cancellationToken) => Task.FromResult(_known.GetValueOrDefault(moduleId));

    public async Task<ModuleIdentity?> ReplaceRefusedAsync(ModuleIdentity refused, CancellationToken cancellationToken)
    {
        if (refused.Recovery == RecoveryStep.None)
        {
            await ClockSkew.ThrowIfHarmfulAsync(refused, Options, cancellationToken).ConfigureAwait(false);
        }

        return await AskAsync(refused.ModuleId, token => AskAfterRefusalAsync(refused, token), cancellationToken).ConfigureAwait(false);
    }

    // Once: the connection that wants to know tells what fails by its state, and asks again.
    public Task<ModuleIdentity> LocateAsync(string moduleId, CancellationToken cancellationToken) => ShareAsync(
        moduleId, async token => Keep(moduleId, await FetchAsync(moduleId, token).ConfigureAwait(false)), cancellationToken);

    public virtual Task<ModuleIdentity> ReprovisionAsync(string moduleId, CancellationToken cancellationToken) => throw Impossible(moduleId, "cannot register its device again");

    public async Task<ModuleIdentity?> ReprovisionAsync(
        string moduleId, string? request, Func<ModuleIdentity, CancellationToken, Task> adopt, CancellationToken cancellationToken)
    {
        // A request of the module's twin does not come here: the options for that are refused.
        ModuleIdentity identity = await ReprovisionAsync(moduleId, cancellationToken).ConfigureAwait(false);
        await adopt(identity, cancellationToken).ConfigureAwait(false);
        return identity;
    }

    public virtual Task<ModuleIdentity> RotateAsync(
        ModuleIdentity current, Func<ModuleIdentity, CancellationToken, Task> adopt, CancellationToken cancellationToken) =>
        throw Impossible(current.ModuleId, "cannot replace its keys");

    public Task<IReadOnlyList<RegisteredModule>> ListAsync(CancellationToken cancellationToken) => throw Impossible(null, "cannot list the modules of its device");

    public async Task<RegisteredModule?> FindAsync(string moduleId, CancellationToken cancellationToken) =>
        RegisteredModule.Of(await GetModuleAsync(moduleId, cancellationToken).ConfigureAwait(false));

    public Task<bool> DeleteAsync(string moduleId, CancellationToken cancellationToken) => throw Impossible(moduleId, "cannot be deleted");

    public IDisposable? Claim(string moduleId) => IdentityCache.Claim(Options.Cache.FullPath, moduleId);

    /// <summary>Asks for a module, which is made when it is missing.</summary>
    /// <exception cref="ModuleIdentityException">It was not given.</exception>
    protected abstract Task<ModuleIdentity> FetchAsync(string moduleId, CancellationToken cancellationToken);

    /// <summary>Asks for what to try after the hub has refused an identity; null when there is nothing.</summary>
    /// <exception cref="ModuleIdentityException">It was not given.</exception>
    protected abstract Task<ModuleIdentity?> AskAfterRefusalAsync(ModuleIdentity refused, CancellationToken cancellationToken);

    /// <summary>Asks for an identity, again and again while the failure heals and the time lasts.</summary>
    protected async Task<T> AskAsync<T>(string moduleId, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        T given = await ProvisioningLimit.RunAsync(
            Options, moduleId, () => Obstacle, token => _retry.RunAsync(ask, token), cancellationToken).ConfigureAwait(false);
        return Keep(moduleId, given);
    }

    private Task<ModuleIdentity> ShareAsync(string moduleId, Func<CancellationToken, Task<ModuleIdentity>> work, CancellationToken cancellationToken) =>
        _modules.GetOrAdd(moduleId, static _ => new SingleFlight<ModuleIdentity>()).RunAsync(work, cancellationToken);

    private T Keep<T>(string moduleId, T given)
    {
        if (given is ModuleIdentity identity)
        {
            _known[moduleId] = identity;
        }

        return given;
    }

    private ModuleIdentityException Impossible(string? moduleId, string what) => new(
        ModuleIdentityErrorCode.RequestRejected,
        moduleId is null ? $"This process {what}" : $"Module '{moduleId}' {what}",
        $"Its identity is given by {Giver}: do it there")
    { ModuleId = moduleId };
}
