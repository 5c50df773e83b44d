using System.Collections.Concurrent;

namespace ModuleIdentities.Cli;

/// <summary>What the local provisioner does for modules, once it is clear who may ask. It alone uses the device's credential.</summary>
/// <param name="session">The device's dealings with its services.</param>
/// <param name="time">The clock.</param>
internal sealed class ModuleDesk(IModuleSource session, TimeProvider time)
{
    /// <summary>Two clocks of one machine do not differ; what is asked for a moment ago is a little less than the most.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    /// <summary>So often at once, and then once in so long, an application may send us to the services: it shall not use up what others need.</summary>
    private const int Burst = 6;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, ModuleIdentity> _given = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TokenBucket> _patience = new(StringComparer.Ordinal);

    /// <summary>The module, which is made when it is missing.</summary>
    /// <exception cref="ModuleIdentityException">A service refused, failed or could not be reached.</exception>
    public async Task<ModuleIdentity> GetAsync(string moduleId, CancellationToken cancellationToken) => _given.TryGetValue(moduleId, out ModuleIdentity? given)
        ? given
        : Keep(await session.GetModuleAsync(moduleId, cancellationToken).ConfigureAwait(false));

    /// <summary>Makes a token that opens this module and nothing else.</summary>
    /// <exception cref="ModuleIdentityException">It is not what this module may have; or a service refused, failed or could not be reached.</exception>
    public async Task<string> SignAsync(string moduleId, ServedTokenRequest request, CancellationToken cancellationToken)
    {
        ModuleIdentity identity = await GetAsync(moduleId, cancellationToken).ConfigureAwait(false);
        string own = $"{identity.HubHostName}/devices/{identity.DeviceId}/modules/{identity.ModuleId}";
        if (request.Resource != own)
        {
            // After a move the application has to learn where its module is now: it asks when it is refused.
            throw Refusal(ModuleIdentityErrorCode.CredentialRefused, moduleId, $"Only tokens for '{own}' are signed", "Ask for the identity again");
        }

        DateTimeOffset expiry = DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(request.Expires, 0, DateTimeOffset.MaxValue.ToUnixTimeSeconds()));
        if (expiry > time.GetUtcNow() + SharedAccessSignature.ConnectionLifetime + Tolerance)
        {
            throw Refusal(
                ModuleIdentityErrorCode.RequestRejected, moduleId, $"A token that lives longer than {SharedAccessSignature.ConnectionLifetime} is not signed", "Ask for a shorter one");
        }

        ModuleIdentity used = identity.KeyFingerprint == request.KeyFingerprint ? identity : Other(identity, request.KeyFingerprint) ?? identity;
        return await used.Credential.CreateTokenAsync(own, expiry, cancellationToken: cancellationToken).ConfigureAwait(false) ?? throw Refusal(
            ModuleIdentityErrorCode.RequestRejected, moduleId, "It has a certificate, with which no token is signed", "Set its Access to Keys");
    }

    /// <summary>Finds what a module whose identity the hub has refused is to try next; null for nothing.</summary>
    /// <exception cref="ModuleIdentityException">A service refused, failed or could not be reached.</exception>
    public async Task<ModuleIdentity?> ReplaceRefusedAsync(string moduleId, ServedRefusal refusal, CancellationToken cancellationToken)
    {
        ModuleIdentity current = await GetAsync(moduleId, cancellationToken).ConfigureAwait(false);
        ModuleIdentity? refused = current.HubHostName != refusal.HubHostName || current.DeviceId != refusal.DeviceId
            ? null
            : current.KeyFingerprint == refusal.KeyFingerprint ? current : Other(current, refusal.KeyFingerprint);
        if (refused is null)
        {
            // What was refused is out of date.
            return current.After(RecoveryStep.None);
        }

        await TakeAsync(moduleId, cancellationToken).ConfigureAwait(false);
        return await session.ReplaceRefusedAsync(refused.After(refusal.Recovery), cancellationToken).ConfigureAwait(false) is { } next ? Keep(next) : null;
    }

    /// <summary>Registers the device again.</summary>
    /// <exception cref="ModuleIdentityException">A service refused, failed or could not be reached.</exception>
    public async Task<ModuleIdentity> ReprovisionAsync(string moduleId, CancellationToken cancellationToken)
    {
        await TakeAsync(moduleId, cancellationToken).ConfigureAwait(false);
        return Keep(await session.ReprovisionAsync(moduleId, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Replaces the module's keys. Both new ones are kept here; the application goes over to them when it is told.</summary>
    /// <exception cref="ModuleIdentityException">A service refused, failed or could not be reached, or somebody else replaces the keys.</exception>
    public async Task<ModuleIdentity> RotateAsync(string moduleId, CancellationToken cancellationToken)
    {
        await TakeAsync(moduleId, cancellationToken).ConfigureAwait(false);
        ModuleIdentity current = await GetAsync(moduleId, cancellationToken).ConfigureAwait(false);
        return Keep(await session.RotateAsync(
            current,
            (between, _) =>
            {
                Keep(between);
                return Task.CompletedTask;
            },
            cancellationToken).ConfigureAwait(false));
    }

    private ModuleIdentity Keep(ModuleIdentity identity) => _given[identity.ModuleId] = identity;

    private Task TakeAsync(string moduleId, CancellationToken cancellationToken) =>
        _patience.GetOrAdd(moduleId, _ => new TokenBucket(Burst, Pause, time)).TakeAsync(cancellationToken);

    private static ModuleIdentity? Other(ModuleIdentity identity, string fingerprint) => identity.WithOther() is { } other && other.KeyFingerprint == fingerprint ? other : null;

    private static ModuleIdentityException Refusal(ModuleIdentityErrorCode code, string moduleId, string what, string advice) => new(code, what, advice) { ModuleId = moduleId };
}
