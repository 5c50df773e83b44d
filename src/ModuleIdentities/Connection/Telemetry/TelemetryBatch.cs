namespace ModuleIdentities;

/// <summary>Sends many messages, taking the next only when there is room in the window.</summary>
internal static class TelemetryBatch
{
    /// <summary>Sends each item and waits for all; the first failure ends it.</summary>
    /// <param name="items">The items.</param>
    /// <param name="send">Sends one; completes with its acknowledgement.</param>
    /// <param name="window">How many may be without one.</param>
    /// <param name="cancellationToken">Ends the enumeration of the items.</param>
    public static async Task SendAsync<T>(IAsyncEnumerable<T> items, Func<T, Task> send, int window, CancellationToken cancellationToken)
    {
        // Twice the window, so that the link never waits for the next item to be written.
        Queue<Task> sent = new(2 * window);
        try
        {
            await foreach (T item in items.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                if (sent.Count == 2 * window)
                {
                    await sent.Dequeue().ConfigureAwait(false);
                }

                sent.Enqueue(send(item));
            }
        }
        finally
        {
            // A failure waits for the others: when it is thrown, nothing of the batch is on its way any more.
            await Task.WhenAll(sent).ConfigureAwait(false);
        }
    }
}
