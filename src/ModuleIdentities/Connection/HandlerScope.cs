namespace ModuleIdentities;

/// <summary>Tells whether code runs inside a handler of a module, so that disposing the module from there does not wait for itself.</summary>
internal sealed class HandlerScope
{
    private readonly AsyncLocal<Invocation?> _invocation = new();
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;
    private bool _isClosed;

    /// <summary>True in a handler that has not returned, and in whatever it awaits.</summary>
    public bool IsInside => _invocation.Value is { IsOver: false };

    /// <summary>Completes when the scope is closed and the last handler has returned.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Runs a handler, unless the scope is closed.</summary>
    public async Task<bool> RunAsync(Func<Task> handler)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return false;
            }

            _running++;
        }

        Invocation invocation = new();
        try
        {
            _invocation.Value = invocation;
            await handler().ConfigureAwait(false);
            return true;
        }
        finally
        {
            invocation.IsOver = true;
            lock (_gate)
            {
                _running--;
                EndWhenEmpty();
            }
        }
    }

    /// <summary>Lets no further handler run.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            EndWhenEmpty();
        }
    }

    private void EndWhenEmpty()
    {
        if (_isClosed && _running == 0)
        {
            _ended.TrySetResult();
        }
    }

    private sealed class Invocation
    {
        public volatile bool IsOver;
    }
}
