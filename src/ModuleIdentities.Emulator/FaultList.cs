using System.Collections.Immutable;
using ModuleIdentities.Emulator.Faults;

namespace ModuleIdentities.Emulator;

/// <summary>
/// The faults that stand between the wire and the services, in the order in which they were added: each occasion meets all that match it, until
/// one of them ends it.
/// </summary>
public sealed class FaultList
{
    private readonly Lock _gate = new();
    private readonly EmulatorClock _time;
    private ImmutableArray<FaultHandle> _handles = [];
    private ImmutableArray<FaultHandle> _active = [];
    private int _lastId;

    internal FaultList(EmulatorClock time)
    {
        _time = time;
        Links = new FaultyLinks(this);
        Messages = new FaultMessage(this);
    }

    /// <summary>Raised when a fault was added, has hit, or is over.</summary>
    internal event Action? Changed;

    /// <summary>Every fault that was added and not removed, also those that will not hit again.</summary>
    public IReadOnlyList<FaultHandle> Handles => _handles;

    /// <summary>Whether no fault can hit.</summary>
    internal bool IsEmpty => _active.IsEmpty;

    internal FaultyLinks Links { get; }

    internal FaultMessage Messages { get; }

    internal TimeProvider Time => _time;

    /// <summary>Adds a fault behind those that stand.</summary>
    /// <returns>A handle that counts its hits, and removes it when disposed.</returns>
    /// <exception cref="ArgumentException">The fault can never be, or never hit.</exception>
    public FaultHandle Add(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        fault.Validate();
        FaultHandle handle = new(this, Interlocked.Increment(ref _lastId), fault, _time);
        lock (_gate)
        {
            _handles = _handles.Add(handle);
        }

        handle.Arm();
        Tell();
        return handle;
    }

    /// <summary>Removes every fault.</summary>
    public void Clear()
    {
        foreach (FaultHandle handle in _handles)
        {
            handle.Dispose();
        }
    }

    /// <summary>The faults that can hit, in order.</summary>
    internal ImmutableArray<FaultHandle> Active => _active;

    internal void Begin(FaultHandle handle)
    {
        lock (_gate)
        {
            if (handle.IsRemoved)
            {
                return;
            }

            // In the order of being added, not of beginning.
            _active = [.. _handles.Where(each => each == handle || _active.Contains(each))];
            SetClockNeedsLock();
        }

        if (handle.Fault is ShiftClockFault)
        {
            handle.TryHit(default);
        }

        Links.Meet(handle);
    }

    internal void Remove(FaultHandle handle)
    {
        lock (_gate)
        {
            _handles = _handles.Remove(handle);
            _active = _active.Remove(handle);
            SetClockNeedsLock();
        }

        Tell();
    }

    internal void Tell() => Changed?.Invoke();

    /// <summary>Takes a fault out that has hit as often as it may; what it holds stays held.</summary>
    internal void Retire(FaultHandle handle)
    {
        lock (_gate)
        {
            _active = _active.Remove(handle);
        }
    }

    private void SetClockNeedsLock() => _time.Offset =
        _active.Aggregate(TimeSpan.Zero, (sum, handle) => handle.Fault is ShiftClockFault shift ? sum + shift.By : sum);
}
