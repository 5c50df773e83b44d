using ModuleIdentities.Emulator.Faults;

namespace ModuleIdentities.Emulator;

/// <summary>A fault that was added: says how often it hit, and removes it.</summary>
public sealed class FaultHandle : IDisposable
{
    /// <summary>How many hits are remembered with what they hit.</summary>
    private const int MostRecentHits = 10;

    private readonly FaultList _list;
    private readonly CancellationTokenSource _lifted = new();
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly List<(int Hits, TaskCompletionSource Reached)> _waiting = [];
    private readonly Queue<FaultHit> _recent = new();
    private readonly Random _random;
    private int _skip;
    private int _hits;
    private ITimer? _start;
    private ITimer? _end;

    internal FaultHandle(FaultList list, int id, Fault fault, TimeProvider time)
    {
        _list = list;
        Id = id;
        Fault = fault;
        Armed = fault.Armed(time);
        _skip = fault.Skip;
        _random = new Random(fault.Seed);
        _time = time;
    }

    /// <summary>The number by which the management API names it.</summary>
    public int Id { get; }

    /// <summary>What was added.</summary>
    public Fault Fault { get; }

    /// <summary>How often it hit so far.</summary>
    public int Hits => Volatile.Read(ref _hits);

    /// <summary>What it hit last, oldest first: up to ten.</summary>
    public IReadOnlyList<FaultHit> RecentHits
    {
        get
        {
            lock (_gate)
            {
                return [.. _recent];
            }
        }
    }

    /// <summary>Whether it is over: removed, or its <see cref="Fault.Duration"/> has passed.</summary>
    public bool IsRemoved => _lifted.IsCancellationRequested;

    internal Fault Armed { get; }

    /// <summary>Ends when the fault is over.</summary>
    internal CancellationToken Lifted => _lifted.Token;

    /// <summary>Completes when the fault has hit.</summary>
    /// <param name="hits">How often.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled before.</exception>
    public Task HitAsync(int hits = 1, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_hits >= hits)
            {
                return Task.CompletedTask;
            }

            TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((hits, reached));
            return reached.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Removes the fault; what it holds back passes, and connections that it left half open are reset.</summary>
    public void Dispose()
    {
        _list.Remove(this);
        _start?.Dispose();
        _end?.Dispose();

        // Never disposed itself: those whom the fault still holds are waiting for it.
        _lifted.Cancel();
    }

    /// <summary>Lets it begin when it is to.</summary>
    internal void Arm()
    {
        if (Fault.StartsIn == TimeSpan.Zero)
        {
            Begin();
        }
        else
        {
            _start = _time.CreateTimer(static handle => ((FaultHandle)handle!).Begin(), this, Fault.StartsIn, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Counts a hit if the occasion is one for the fault.</summary>
    internal bool TryHit(in Occasion occasion)
    {
        if (!Fault.Matches(occasion))
        {
            return false;
        }

        List<TaskCompletionSource> reached;
        bool isLast;
        lock (_gate)
        {
            if (_hits >= Fault.Times || IsRemoved)
            {
                return false;
            }

            if (_skip > 0)
            {
                _skip--;
                return false;
            }

            if (Fault.Probability < 1 && _random.NextDouble() >= Fault.Probability)
            {
                return false;
            }

            _hits++;
            if (_recent.Count == MostRecentHits)
            {
                _recent.Dequeue();
            }

            _recent.Enqueue(new FaultHit(_time.GetUtcNow(), occasion.Operation, occasion.DeviceId, occasion.ModuleId));
            isLast = _hits == Fault.Times;
            reached = [.. _waiting.Where(wait => wait.Hits <= _hits).Select(wait => wait.Reached)];
            _waiting.RemoveAll(wait => wait.Hits <= _hits);
        }

        foreach (TaskCompletionSource wait in reached)
        {
            wait.TrySetResult();
        }

        if (isLast)
        {
            _list.Retire(this);
        }

        _list.Tell();
        return true;
    }

    /// <summary>Completes when the fault is over, or the wait is cancelled.</summary>
    internal async Task LiftedAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(_lifted.Token, cancellationToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, _time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    internal TimeSpan Jitter(TimeSpan most)
    {
        lock (_gate)
        {
            return most * _random.NextDouble();
        }
    }

    private void Begin()
    {
        if (Fault.Duration is { } duration)
        {
            _end = _time.CreateTimer(static handle => ((FaultHandle)handle!).Dispose(), this, duration, Timeout.InfiniteTimeSpan);
        }

        _list.Begin(this);
    }
}
