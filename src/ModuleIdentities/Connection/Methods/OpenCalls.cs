namespace ModuleIdentities;

/// <summary>The calls of direct methods that came over one link and are not answered; the hub takes an answer over that link alone.</summary>
internal sealed class OpenCalls
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _ended;
    private int _count;
    private bool _isGivenUp;

    /// <summary>Completes when no call is open.</summary>
    public Task Ended
    {
        get
        {
            lock (_gate)
            {
                return _count == 0 || _isGivenUp ? Task.CompletedTask : (_ended ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
        }
    }

    /// <summary>A call has come.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            _count++;
        }
    }

    /// <summary>Nobody waits for them any more: one of them waits for the end of the link.</summary>
    public void GiveUp()
    {
        lock (_gate)
        {
            _isGivenUp = true;
            Tell();
        }
    }

    /// <summary>A call was answered, or never will be.</summary>
    public void End()
    {
        lock (_gate)
        {
            if (--_count == 0)
            {
                Tell();
            }
        }
    }

    private void Tell()
    {
        _ended?.TrySetResult();
        _ended = null;
    }
}
