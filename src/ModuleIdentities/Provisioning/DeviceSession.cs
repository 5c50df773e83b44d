using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ModuleIdentities;

/// <summary>
/// One device's dealings with the Device Provisioning Service and the registry, shared by all its modules in this process: each question is asked
/// once, answers are cached, failures that heal are retried, and a hub that no longer knows the device sends it back to the start of the line.
/// </summary>
internal sealed class DeviceSession : IModuleSource
{
    /// <summary>How long a hub may refuse a device or a module that was just made in it, until every part of it has heard.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan SettlingPoll = TimeSpan.FromSeconds(1);

    private readonly ModuleIdentityOptions _options;
    private readonly ILogger _logger;
    private readonly IdentityCache? _cache;
    private readonly AssignmentKeeper _assignment;
    private readonly ServiceRetry _registration;
    private readonly ServiceRetry _retry;
    private readonly SecretMaker _maker;
    private readonly ConcurrentDictionary<string, SingleFlight<ModuleIdentity>> _modules = new(StringComparer.Ordinal);
    private ModuleDirectory? _directory;
    private int _expected;

    public DeviceSession(ModuleIdentityOptions options)
    {
        _options = options;
        _logger = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger<DeviceSession>();
        IDeviceProvisioner provisioner = DeviceProvisioner.Create(options, _logger);
        provisioner.Credential.ReportTo(_logger);
        _maker = SecretMaker.From(options);
        if (options.Cache.FullPath is { } folder)
        {
            _cache = new IdentityCache(folder, provisioner.Source, provisioner.Credential, _maker, _logger);
        }

        int perMinute = options.Provisioning.RegistryOperationsPerMinute;
        TokenBucket budget = new(perMinute, TimeSpan.FromMinutes(1) / perMinute, options.TimeProvider);
        _retry = new ServiceRetry(options.TimeProvider, Random.Shared.NextDouble, _logger, budget);
        _registration = new ServiceRetry(options.TimeProvider, Random.Shared.NextDouble, _logger);
        _assignment = new AssignmentKeeper(provisioner, _cache, _registration);
    }

    public ModuleIdentityException? Obstacle => _registration.Obstacle ?? _retry.Obstacle;

    public void Expect(int modules) => Volatile.Write(ref _expected, modules);

    public Task<ModuleIdentity> GetModuleAsync(string moduleId, CancellationToken cancellationToken) => ShareAsync(
        moduleId,
        async token => await UseCacheAsync(moduleId, token).ConfigureAwait(false)
            ?? await AskAsync(moduleId, null, isOneOfMany: Volatile.Read(ref _expected) > 1, token).ConfigureAwait(false),
        cancellationToken);

    public async Task<ModuleIdentity?> RecallAsync(string moduleId, CancellationToken cancellationToken)
    {
        if (_cache is null
            || await _cache.ReadModuleAsync(moduleId, cancellationToken).ConfigureAwait(false) is not { } cached
            || !_maker.IsWanted(cached.Secrets.Primary))
        {
            return null;
        }

        return await _assignment.RecallAsync(cancellationToken).ConfigureAwait(false) is { } device && !IsOf(device, cached) ? null : cached;
    }

    public async Task<ModuleIdentity?> ReplaceRefusedAsync(ModuleIdentity refused, CancellationToken cancellationToken)
    {
        TimeProvider time = _options.TimeProvider;
        if (refused.Origin == ModuleIdentityOrigin.Created && IsSettling(refused.KeysSince))
        {
            await Task.Delay(SettlingPoll, time, cancellationToken).ConfigureAwait(false);
            return refused;
        }

        if (refused.Recovery == RecoveryStep.None)
        {
            await ClockSkew.ThrowIfHarmfulAsync(refused, _options, cancellationToken).ConfigureAwait(false);
            if (refused.WithOther() is { } other)
            {
                Log.TryingOtherKey(_logger, refused.ModuleId, refused.DeviceId, refused.HubHostName);
                return other;
            }
        }

        if (refused.Recovery < RecoveryStep.ReadAgain)
        {
            // Refused keys that the registry tells are of no use to anybody.
            ModuleSecrets? known = refused.Secrets.Primary.IsOnlyHere ? refused.Secrets : null;
            ModuleIdentity read = await ShareAsync(
                refused.ModuleId, token => AskAsync(refused.ModuleId, known, isOneOfMany: false, token), cancellationToken).ConfigureAwait(false);
            if (!read.IsSameAs(refused))
            {
                return read.After(RecoveryStep.ReadAgain);
            }
        }

        if (refused.Recovery == RecoveryStep.RegisteredAgain)
        {
            return null;
        }

        Log.AssignmentDoubted(_logger, refused.DeviceId, refused.HubHostName, $"it refuses module '{refused.ModuleId}'");
        ModuleIdentity registered = await ReprovisionAsync(refused.ModuleId, cancellationToken).ConfigureAwait(false);
        return registered.IsSameAs(refused) ? null : registered.After(RecoveryStep.RegisteredAgain);
    }

    public Task<ModuleIdentity> LocateAsync(string moduleId, CancellationToken cancellationToken) => ReprovisionAsync(moduleId, cancellationToken);

    public Task<ModuleIdentity> ReprovisionAsync(string moduleId, CancellationToken cancellationToken) => ShareAsync(
        moduleId,
        token => LimitAsync(
            moduleId,
            async limited =>
            {
                DeviceAssignment device = await _assignment.RegisterAsync(limited).ConfigureAwait(false);
                return await GetOrCreateAsync(device, moduleId, null, isOneOfMany: false, limited).ConfigureAwait(false);
            },
            token),
        cancellationToken);

    public async Task<ModuleIdentity?> ReprovisionAsync(
        string moduleId, string? request, Func<ModuleIdentity, CancellationToken, Task> adopt, CancellationToken cancellationToken)
    {
        if (request is not null && _cache is not null && await _cache.ReadRequestAsync(moduleId, cancellationToken).ConfigureAwait(false) == request)
        {
            return null;
        }

        ModuleIdentity identity = await ReprovisionAsync(moduleId, cancellationToken).ConfigureAwait(false);
        await LimitAsync(
            moduleId,
            async limited =>
            {
                await adopt(identity, limited).ConfigureAwait(false);
                return identity;
            },
            cancellationToken).ConfigureAwait(false);
        if (request is not null && _cache is not null)
        {
            await _cache.WriteRequestAsync(moduleId, request, cancellationToken).ConfigureAwait(false);
        }

        return identity;
    }

    public Task<ModuleIdentity> RotateAsync(
        ModuleIdentity current, Func<ModuleIdentity, CancellationToken, Task> adopt, CancellationToken cancellationToken) => LimitAsync(
        current.ModuleId,
        async token =>
        {
            // A device that its hub no longer takes registers again before anything is changed, and never between the two halves.
            (ModuleDirectory directory, ModuleRecord seen) = await AskHubAsync(
                current.ModuleId,
                async (device, limited) =>
                {
                    ModuleDirectory asked = DirectoryOf(device);
                    return (asked, await asked.GetAsync(current.ModuleId, limited).ConfigureAwait(false));
                },
                token).ConfigureAwait(false);
            KeyRotation rotation = new(directory, seen, _maker, KeepAsync, adopt, _options.TimeProvider, _logger);
            return await rotation.RunAsync(current, token).ConfigureAwait(false);
        },
        cancellationToken);

    public Task<IReadOnlyList<RegisteredModule>> ListAsync(CancellationToken cancellationToken) => AskHubAsync(
        null, (device, token) => DirectoryOf(device).ListAsync(token), cancellationToken);

    public Task<RegisteredModule?> FindAsync(string moduleId, CancellationToken cancellationToken) => AskHubAsync(
        moduleId, (device, token) => DirectoryOf(device).FindAsync(moduleId, token), cancellationToken);

    public async Task<bool> DeleteAsync(string moduleId, CancellationToken cancellationToken)
    {
        using IDisposable? claim = Claim(moduleId);
        bool isDeleted = await AskHubAsync(moduleId, (device, token) => DirectoryOf(device).DeleteAsync(moduleId, token), cancellationToken).ConfigureAwait(false);
        _cache?.ForgetModule(moduleId);
        return isDeleted;
    }

    public IDisposable? Claim(string moduleId) => IdentityCache.Claim(_options.Cache.FullPath, moduleId);

    private Task<ModuleIdentity> ShareAsync(string moduleId, Func<CancellationToken, Task<ModuleIdentity>> work, CancellationToken cancellationToken) =>
        _modules.GetOrAdd(moduleId, static _ => new SingleFlight<ModuleIdentity>()).RunAsync(work, cancellationToken);

    private async Task<ModuleIdentity?> UseCacheAsync(string moduleId, CancellationToken cancellationToken)
    {
        ModuleIdentity? cached = await RecallAsync(moduleId, cancellationToken).ConfigureAwait(false);
        if (cached is not null)
        {
            ProvisioningMetrics.CountSaved("cache");
            Log.ModuleCached(_logger, cached.ModuleId, cached.DeviceId, cached.HubHostName);
        }

        return cached;
    }

    private Task<ModuleIdentity> AskAsync(string moduleId, ModuleSecrets? known, bool isOneOfMany, CancellationToken cancellationToken) => AskHubAsync(
        moduleId, (device, token) => GetOrCreateAsync(device, moduleId, known, isOneOfMany, token), cancellationToken);

    private Task<T> AskHubAsync<T>(string? moduleId, Func<DeviceAssignment, CancellationToken, Task<T>> ask, CancellationToken cancellationToken) => LimitAsync(
        moduleId,
        async token =>
        {
            (DeviceAssignment device, bool isRemembered) = await _assignment.GetAsync(token).ConfigureAwait(false);
            try
            {
                return await ask(device, token).ConfigureAwait(false);
            }
            catch (ModuleIdentityException exception) when (isRemembered && (IsGone(exception) || exception.Code == ModuleIdentityErrorCode.KeyUnavailable))
            {
                // A hub answers 401 also for a device that was deleted or moved: ask where it is now. A TPM that was cleared gets its key that way.
                Log.AssignmentDoubted(_logger, device.DeviceId, device.HubHostName, exception.Message);
                device = await _assignment.RegisterAsync(token).ConfigureAwait(false);
                return await ask(device, token).ConfigureAwait(false);
            }
        },
        cancellationToken);

    private async Task<ModuleIdentity> GetOrCreateAsync(
        DeviceAssignment device, string moduleId, ModuleSecrets? known, bool isOneOfMany, CancellationToken cancellationToken)
    {
        if (known is null && _maker.Kind == ModuleKeyKind.DerivedKey && _cache is not null)
        {
            // By what the keys were replaced stands nowhere else.
            known = (await _cache.ReadModuleAsync(moduleId, cancellationToken).ConfigureAwait(false))?.Secrets;
        }

        while (true)
        {
            try
            {
                ModuleIdentity identity = await DirectoryOf(device)
                    .GetOrCreateAsync(moduleId, known, isOneOfMany, cancellationToken).ConfigureAwait(false);
                await KeepAsync(identity, cancellationToken).ConfigureAwait(false);
                return identity;
            }
            catch (ModuleIdentityException exception) when (IsGone(exception) && IsSettling(device.AssignedAt))
            {
                await Task.Delay(SettlingPoll, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private Task KeepAsync(ModuleIdentity identity, CancellationToken cancellationToken) =>
        _cache is null ? Task.CompletedTask : _cache.WriteModuleAsync(identity, cancellationToken);

    /// <summary>The modules in the hub of an assignment; a new registration gets a new look at them.</summary>
    private ModuleDirectory DirectoryOf(DeviceAssignment device)
    {
        lock (_modules)
        {
            return _directory is { } directory && ReferenceEquals(directory.Device, device) ? directory : _directory = new ModuleDirectory(
                new ModuleRegistry(device, _options.UsedEngine.OpenRegistry(device, _options), _retry, _options.TimeProvider, _logger), _maker, _options.TimeProvider, _logger);
        }
    }

    private Task<T> LimitAsync<T>(string? moduleId, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        ProvisioningLimit.RunAsync(_options, moduleId, () => Obstacle, work, cancellationToken);

    /// <summary>Whether something is so new that the hub may not know it everywhere.</summary>
    /// <remarks>A clock that was set back since then must not make it new for as long as it was set back.</remarks>
    private bool IsSettling(DateTimeOffset? since) => (_options.TimeProvider.GetUtcNow() - since)?.Duration() < Settling;

    private static bool IsOf(DeviceAssignment device, ModuleIdentity identity) =>
        identity.HubHostName == device.HubHostName && identity.DeviceId == device.DeviceId;

    private static bool IsGone(ModuleIdentityException exception) =>
        exception.Code is ModuleIdentityErrorCode.CredentialRefused or ModuleIdentityErrorCode.DeviceNotFound;
}
