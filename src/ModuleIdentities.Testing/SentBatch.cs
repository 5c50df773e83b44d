using System.ComponentModel;

namespace ModuleIdentities.Testing;

/// <summary>Drains what a fake is to send as a stream, as the real module does.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class SentBatch
{
    /// <summary>Everything that comes, in order.</summary>
    /// <param name="values">The stream.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<IReadOnlyList<T>> DrainAsync<T>(IAsyncEnumerable<T> values, CancellationToken cancellationToken) =>
        await values.ToListAsync(cancellationToken).ConfigureAwait(false);
}
