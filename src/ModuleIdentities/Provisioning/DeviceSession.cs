using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Polly;

namespace ModuleIdentities;

/// <summary>
/// One device's dealings with the Device Provisioning Service and the registry, shared by all its modules in this process: each question is asked
/// once, answers are cached, failures that heal are retried, and a hub that no longer knows the device sends it back to the start of the line.
/// </summary>
internal sealed class DeviceSession
{
    private readonly ModuleIdentityOptions _options;
    private readonly ILogger _logger;
    private readonly IDeviceProvisioner _provisioner;
    private readonly IdentityCache? _cache;
    private readonly ResiliencePipeline _retry;
    private readonly SingleFlight<DeviceAssignment> _registration = new();
    private readonly ConcurrentDictionary<string, SingleFlight<ModuleIdentity>> _modules = new(StringComparer.Ordinal);
    private DeviceAssignment? _assignment;

    public DeviceSession(ModuleIdentityOptions options)
    {
        _options = options;
        _logger = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger<DeviceSession>();
        _retry = ServiceRetry.Create(options.TimeProvider, Random.Shared.NextDouble, _logger);
        _provisioner = DeviceProvisioner.Create(options, _logger);
        if (options.Cache.FullPath is { } folder)
        {
            _cache = new IdentityCache(folder, _provisioner.Source, _provisioner.Credential, _logger);
        }
    }

    /// <summary>Gets the module from the cache, or from the hub, where it is created when it is not there.</summary>
    public Task<ModuleIdentity> GetModuleAsync(string moduleId, CancellationToken cancellationToken) => ShareAsync(
        moduleId,
        async token => _cache is not null && await _cache.ReadModuleAsync(moduleId, token).ConfigureAwait(false) is { } cached
            ? Known(cached)
            : await AskAsync(moduleId, token).ConfigureAwait(false),
        cancellationToken);

    /// <summary>Asks the services for a module although it is cached, because the hub has refused what the cache holds.</summary>
    public Task<ModuleIdentity> RefreshModuleAsync(string moduleId, CancellationToken cancellationToken) =>
        ShareAsync(moduleId, token => AskAsync(moduleId, token), cancellationToken);

    /// <summary>Makes this process the only one of the device to connect as the module, as far as a cache directory is shared.</summary>
    /// <returns>What gives the module up when disposed; null without a cache.</returns>
    /// <exception cref="ModuleIdentityException">Another process has it.</exception>
    public IDisposable? Claim(string moduleId) => _cache is null ? null : _cache.TryLock(moduleId) ?? throw new ModuleIdentityException(
        ModuleIdentityErrorCode.IdentityInUse,
        $"Another process of this device is connected as module '{moduleId}'",
        "Stop the other one, or give each its own module id")
    { ModuleId = moduleId };

    private Task<ModuleIdentity> ShareAsync(string moduleId, Func<CancellationToken, Task<ModuleIdentity>> work, CancellationToken cancellationToken) =>
        _modules.GetOrAdd(moduleId, static _ => new SingleFlight<ModuleIdentity>()).RunAsync(work, cancellationToken);

    private ModuleIdentity Known(ModuleIdentity cached)
    {
        Log.ModuleCached(_logger, cached.ModuleId, cached.DeviceId, cached.HubHostName);
        return cached;
    }

    private async Task<ModuleIdentity> AskAsync(string moduleId, CancellationToken cancellationToken)
    {
        using TimeLimit limit = new(_options.Provisioning.Timeout, _options.TimeProvider, cancellationToken);
        ModuleIdentityException? last = null;
        try
        {
            ModuleIdentity identity = await _retry.ExecuteAsync(
                async token =>
                {
                    try
                    {
                        return await AskOnceAsync(moduleId, token).ConfigureAwait(false);
                    }
                    catch (ModuleIdentityException exception)
                    {
                        last = exception;
                        throw;
                    }
                },
                limit.Token).ConfigureAwait(false);
            if (_cache is not null)
            {
                await _cache.WriteModuleAsync(identity, cancellationToken).ConfigureAwait(false);
            }

            return identity;
        }
        catch (OperationCanceledException) when (limit.IsOver && !cancellationToken.IsCancellationRequested)
        {
            // The user wants to know what stood in the way, not that time ran out on it.
            throw last ?? new ModuleIdentityException(
                ModuleIdentityErrorCode.TimedOut,
                $"Module '{moduleId}' was not provisioned within {_options.Provisioning.Timeout}",
                "Try again later, or raise ModuleIdentities:Provisioning:Timeout")
            { ModuleId = moduleId };
        }
    }

    private async Task<ModuleIdentity> AskOnceAsync(string moduleId, CancellationToken cancellationToken)
    {
        (DeviceAssignment device, bool isRemembered) = await GetAssignmentAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await GetOrCreateAsync(device, moduleId, cancellationToken).ConfigureAwait(false);
        }
        catch (ModuleIdentityException exception) when (isRemembered && IsGone(exception))
        {
            // A hub answers 401 also for a device that was deleted or moved: ask where it is now.
            Log.AssignmentDoubted(_logger, device.DeviceId, device.HubHostName, exception.Message);
            device = await RegisterAsync(cancellationToken).ConfigureAwait(false);
            return await GetOrCreateAsync(device, moduleId, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<ModuleIdentity> GetOrCreateAsync(DeviceAssignment device, string moduleId, CancellationToken cancellationToken)
    {
        using ModuleRegistry registry = new(device, _options.Network, _options.TimeProvider, _logger);
        return await registry.GetOrCreateAsync(moduleId, cancellationToken).ConfigureAwait(false);
    }

    private async Task<(DeviceAssignment Device, bool IsRemembered)> GetAssignmentAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _assignment) is { } known)
        {
            return (known, true);
        }

        if (_cache is not null && await _cache.ReadAssignmentAsync(cancellationToken).ConfigureAwait(false) is { } cached)
        {
            Volatile.Write(ref _assignment, cached);
            return (cached, true);
        }

        return (await RegisterAsync(cancellationToken).ConfigureAwait(false), false);
    }

    private Task<DeviceAssignment> RegisterAsync(CancellationToken cancellationToken) => _registration.RunAsync(
        async token =>
        {
            DeviceAssignment device = await _provisioner.ProvisionAsync(token).ConfigureAwait(false);
            Volatile.Write(ref _assignment, device);
            if (_cache is not null)
            {
                await _cache.WriteAssignmentAsync(device, token).ConfigureAwait(false);
            }

            return device;
        },
        cancellationToken);

    private static bool IsGone(ModuleIdentityException exception) =>
        exception.Code is ModuleIdentityErrorCode.CredentialRefused or ModuleIdentityErrorCode.DeviceNotFound;
}
