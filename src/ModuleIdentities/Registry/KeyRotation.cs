using Microsoft.Extensions.Logging;

namespace ModuleIdentities;

/// <summary>
/// Replaces both secrets of a module from the device itself: the second while the first works, then the first while the second works. Whenever it
/// ends, the device knows a secret that the hub accepts.
/// </summary>
/// <param name="directory">The modules in the hub.</param>
/// <param name="seen">The module as the registry has it.</param>
/// <param name="maker">Makes the new secrets.</param>
/// <param name="keep">Keeps an identity for the next start.</param>
/// <param name="adopt">Goes over to an identity, and returns when the hub has accepted it.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where the steps are told.</param>
internal sealed class KeyRotation(
    ModuleDirectory directory,
    ModuleRecord seen,
    SecretMaker maker,
    Func<ModuleIdentity, CancellationToken, Task> keep,
    Func<ModuleIdentity, CancellationToken, Task> adopt,
    TimeProvider time,
    ILogger logger)
{
    private const int MostConflicts = 3;

    /// <summary>The module as the registry was last seen to have it; null to read it.</summary>
    private ModuleRecord? _seen = seen;

    /// <exception cref="ModuleIdentityException">A service refused, failed or could not be reached, or somebody else changes the keys.</exception>
    public async Task<ModuleIdentity> RunAsync(ModuleIdentity current, CancellationToken cancellationToken)
    {
        ModuleSecret second = await maker.MakeOneAsync(current, isSecondary: true, cancellationToken).ConfigureAwait(false);
        ModuleSecrets half = await TeachAsync(current, read => new ModuleSecrets(read.Primary, second), cancellationToken).ConfigureAwait(false);
        ModuleIdentity between = current.With(half, current.KeysSince);
        await keep(between, cancellationToken).ConfigureAwait(false);
        Log.SecondaryReplaced(logger, current.ModuleId, current.DeviceId, current.HubHostName);
        await adopt(between.WithOther()!.After(RecoveryStep.None), cancellationToken).ConfigureAwait(false);

        ModuleSecret first = await maker.MakeOneAsync(current, isSecondary: false, cancellationToken).ConfigureAwait(false);
        ModuleSecrets whole = await TeachAsync(
            between,
            read => read.Secondary?.Fingerprint == second.Fingerprint ? new ModuleSecrets(first, second) : null,
            cancellationToken).ConfigureAwait(false);
        ModuleIdentity rotated = current.With(whole, time.GetUtcNow());
        await keep(rotated, cancellationToken).ConfigureAwait(false);
        Log.PrimaryReplaced(logger, current.ModuleId, current.DeviceId, current.HubHostName);
        await adopt(rotated, cancellationToken).ConfigureAwait(false);
        Log.KeysReplaced(logger, current.ModuleId, current.DeviceId, current.HubHostName);
        ProvisioningMetrics.CountRotation();
        return rotated;
    }

    /// <summary>Changes and writes, after reading again when somebody else wrote meanwhile.</summary>
    /// <param name="current">The module.</param>
    /// <param name="change">Makes the wanted secrets of those that are there; null when those are not ours any more.</param>
    /// <param name="cancellationToken">Ends the wait; the hub may have learnt the secrets.</param>
    private async Task<ModuleSecrets> TeachAsync(ModuleIdentity current, Func<ModuleSecrets, ModuleSecrets?> change, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < MostConflicts; attempt++)
        {
            ModuleRecord record = _seen ?? await directory.GetAsync(current.ModuleId, cancellationToken).ConfigureAwait(false);
            ModuleSecrets read = await maker.ReadAsync(record, current.Secrets, cancellationToken).ConfigureAwait(false) ?? current.Secrets;
            if (change(read) is not { } wanted)
            {
                break;
            }

            _seen = await directory.UpdateAsync(record, wanted, cancellationToken).ConfigureAwait(false);
            if (_seen is not null)
            {
                return wanted;
            }
        }

        throw directory.Failure(
            ModuleIdentityErrorCode.Conflict, "update", current.ModuleId, "Somebody else replaces its keys at the same time: let one of the two do it");
    }
}
