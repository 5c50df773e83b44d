namespace ModuleIdentities;

/// <summary>Drives a <see cref="BacklogKeeper"/> whenever there is something to keep: whatever is accepted while one write is under way goes into the next.</summary>
/// <param name="keeper">The keeper.</param>
/// <param name="store">Its store, which is closed with the loop.</param>
internal sealed class KeeperLoop(BacklogKeeper keeper, IMessageStore store)
{
    private readonly Lock _gate = new();
    private Task _working = Task.CompletedTask;
    private bool _isWorking;
    private bool _isStopped;
    private bool _hasMore;

    /// <summary>There may be something to do. Returns at once.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            _hasMore = true;
            if (!_isWorking && !_isStopped)
            {
                _isWorking = true;
                _working = WorkAsync();
            }
        }
    }

    /// <summary>Writes what can still be written, and closes the store.</summary>
    public async Task StopAsync()
    {
        Task working;
        lock (_gate)
        {
            _isStopped = true;
            working = _working;
        }

        // The disk may hang, and the caller has a time limit to set first.
        await working.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (keeper.Step(all: true))
        {
        }

        store.Dispose();
    }

    private async Task WorkAsync()
    {
        // A store has no asynchronous calls: the disk is waited for here, on a thread of the pool.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (true)
        {
            lock (_gate)
            {
                if (_isStopped || !_hasMore)
                {
                    _isWorking = false;
                    return;
                }

                _hasMore = false;
            }

            while (keeper.Step(all: false))
            {
            }
        }
    }
}
