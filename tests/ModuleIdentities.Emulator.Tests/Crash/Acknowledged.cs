using System.Collections.Concurrent;

namespace ModuleIdentities.Emulator.Tests.Crash;

/// <summary>What the emulator has acknowledged, and so must still have whenever it is started again.</summary>
internal sealed class Acknowledged
{
    private TaskCompletionSource? _enough;
    private int _missing;

    /// <summary>Modules by id, with the etag that was answered.</summary>
    public ConcurrentDictionary<string, string> Modules { get; } = new();

    /// <summary>The last number that each writer of a twin had acknowledged.</summary>
    public ConcurrentDictionary<string, int> Twins { get; } = new();

    /// <summary>Bodies of telemetry.</summary>
    public ConcurrentDictionary<string, bool> Messages { get; } = new();

    /// <summary>Counts one more acknowledged write.</summary>
    public void Count()
    {
        if (Interlocked.Decrement(ref _missing) == 0)
        {
            _enough?.TrySetResult();
        }
    }

    /// <summary>Completes when <paramref name="count"/> more writes have been acknowledged.</summary>
    public Task MoreAsync(int count)
    {
        _enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _missing, count);
        return _enough.Task;
    }
}
