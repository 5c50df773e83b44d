namespace ModuleIdentities;

/// <summary>Replaces the secrets of a connected module when they are old enough.</summary>
/// <param name="client">The module.</param>
/// <param name="connection">Its connection.</param>
/// <param name="options">How old they may become.</param>
internal sealed class RotationSchedule(ModuleClient client, ModuleConnection connection, ModuleIdentityOptions options)
{
    /// <summary>A certificate is replaced well before it ends, as those who issue them recommend.</summary>
    private const double ShareOfLife = 0.8;

    /// <summary>A fleet whose keys were made in one moment does not replace them in one: up to a tenth later.</summary>
    private const double Jitter = 0.1;

    /// <summary>An identity may come or change, and a clock may be set, at any time: after so long it is looked again.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>Whether there is anything to do for a module of these options.</summary>
    public static bool IsNeeded(ModuleIdentityOptions options) => options.Keys.RotationInterval is not null || options.Keys.Kind == ModuleKeyKind.Certificate;

    /// <summary>When an identity's secrets are due; null when they never are.</summary>
    public static DateTimeOffset? Due(ModuleIdentity identity, ModuleKeyOptions keys)
    {
        DateTimeOffset? byAge = identity.KeysSince + keys.RotationInterval;
        DateTimeOffset? byExpiry = identity.KeysSince + ((identity.Secret.Expires - identity.KeysSince) * ShareOfLife);
        return byAge < byExpiry || byExpiry is null ? byAge : byExpiry;
    }

    /// <summary>Goes on until the token ends it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        int failures = 0;
        await connection.FirstOutcome.WaitAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            await WaitUntilDueAsync(failures, cancellationToken).ConfigureAwait(false);
            try
            {
                await client.RotateKeysAsync(cancellationToken).ConfigureAwait(false);
                failures = 0;
            }
            catch (ModuleIdentityException exception)
            {
                failures++;
                Log.RotationFailed(connection.Logger, client.ModuleId, exception.Message);
            }
        }
    }

    private async Task WaitUntilDueAsync(int failures, CancellationToken cancellationToken)
    {
        TimeProvider time = options.TimeProvider;
        double random = Random.Shared.NextDouble();
        if (failures > 0)
        {
            await Task.Delay(RetryLadder.Refusal.Delay(failures - 1, random, null), time, cancellationToken).ConfigureAwait(false);
        }

        while (true)
        {
            TimeSpan wait = LongestWait;
            if (connection.Identity is { } identity && Due(identity, options.Keys) is { } due)
            {
                wait = due + ((due - identity.KeysSince) * Jitter * random) - time.GetUtcNow();
                if (wait <= TimeSpan.Zero)
                {
                    return;
                }
            }

            await Task.Delay(wait < LongestWait ? wait : LongestWait, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
