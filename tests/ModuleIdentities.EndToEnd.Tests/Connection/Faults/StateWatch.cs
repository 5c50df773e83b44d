namespace ModuleIdentities.EndToEnd.Tests.Connection.Faults;

/// <summary>Remembers each change of a module's state from now on, until the module is disposed.</summary>
internal sealed class StateWatch
{
    private readonly Lock _gate = new();
    private readonly List<ConnectionStateChange> _changes = [];
    private readonly List<(Func<ConnectionStateChange, bool> IsWanted, TaskCompletionSource<ConnectionStateChange> Seen)> _waiting = [];

    public StateWatch(ModuleClient client) => Ended = WatchAsync(client);

    /// <summary>Completes when the module is disposed.</summary>
    public Task Ended { get; }

    /// <summary>The changes so far.</summary>
    public IReadOnlyList<ConnectionStateChange> Changes
    {
        get
        {
            lock (_gate)
            {
                return [.. _changes];
            }
        }
    }

    /// <summary>Completes with the next change to a state.</summary>
    public Task<ConnectionStateChange> NextAsync(ConnectionState state) => NextAsync(change => change.Current == state);

    /// <summary>Completes with the next change that is wanted.</summary>
    public Task<ConnectionStateChange> NextAsync(Func<ConnectionStateChange, bool> isWanted)
    {
        lock (_gate)
        {
            TaskCompletionSource<ConnectionStateChange> seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((isWanted, seen));
            return seen.Task;
        }
    }

    private async Task WatchAsync(ModuleClient client)
    {
        await foreach (ConnectionStateChange change in client.StateChangesAsync())
        {
            lock (_gate)
            {
                _changes.Add(change);
                foreach ((_, TaskCompletionSource<ConnectionStateChange> seen) in _waiting.Where(wait => wait.IsWanted(change)))
                {
                    seen.TrySetResult(change);
                }

                _waiting.RemoveAll(wait => wait.Seen.Task.IsCompleted);
            }
        }
    }
}
