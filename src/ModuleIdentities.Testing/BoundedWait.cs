using System.Globalization;

namespace ModuleIdentities.Testing;

/// <summary>Waits for an event of the hub, as long as a test is to wait and no longer.</summary>
internal static class BoundedWait
{
    /// <summary>How long is waited unless a test says otherwise: long enough for a busy machine, since what happens ends the wait at once.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromSeconds(30);

    /// <param name="wait">The wait; it ends when its token does.</param>
    /// <param name="within">How long, by the machine's clock: a stopped clock would never end it. Null for <see cref="Usual"/>.</param>
    /// <param name="failure">What was awaited, and what came instead.</param>
    /// <exception cref="HubAssertionException">It took longer.</exception>
    /// <exception cref="OperationCanceledException">The running test was cancelled.</exception>
    public static async Task<T> ForAsync<T>(Func<CancellationToken, Task<T>> wait, TimeSpan? within, Func<string> failure)
    {
        TimeSpan limit = within ?? Usual;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, TimeSpan.Zero, nameof(within));
        CancellationToken test = TestContext.Current.CancellationToken;
        using CancellationTokenSource bound = CancellationTokenSource.CreateLinkedTokenSource(test);
        bound.CancelAfter(limit);
        try
        {
            return await wait(bound.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested && !test.IsCancellationRequested)
        {
            throw new HubAssertionException($"Within {limit.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s {failure()}");
        }
    }

    /// <inheritdoc cref="ForAsync{T}"/>
    public static Task ForAsync(Func<CancellationToken, Task> wait, TimeSpan? within, Func<string> failure) => ForAsync(
        async cancellationToken =>
        {
            await wait(cancellationToken).ConfigureAwait(false);
            return true;
        },
        within,
        failure);
}
