namespace ModuleIdentities.Tests.Connection.Simulation;

/// <summary>
/// A disk in memory, with the faults of real ones. A write is there whole or not at all, as SQLite's log makes it; when the power goes, what the disk
/// said was written through, and was not, is gone from the last write back.
/// </summary>
internal sealed class SimulatedDisk(VirtualWorld world, Faults faults) : IMessageStore
{
    private readonly List<(IReadOnlyList<StoredMessage> Added, IReadOnlyList<long> Removed)> _unsynced = [];
    private SortedDictionary<long, StoredMessage> _synced = [];
    private SortedDictionary<long, StoredMessage> _visible = [];

    /// <summary>The bodies that the disk has lost by itself.</summary>
    public HashSet<int> Lost { get; } = [];

    /// <summary>Whether it could not be opened for a while although something was on it: that is sent late, out of its turn.</summary>
    public bool WasAway { get; private set; }

    /// <summary>Whether the present process has it open.</summary>
    public bool IsOpen { get; private set; }

    public int Writes { get; private set; }

    public StoreContent Open()
    {
        if (faults.Strikes(Fault.DiskCannotOpen))
        {
            WasAway |= _visible.Count > 0;
            throw new MessageStoreException("the file cannot be opened", isDamaged: false);
        }

        ThrowIfDamaged();
        IsOpen = true;
        return new StoreContent(_visible.Count, _visible.Values.Sum(message => (long)message.Body.Length), _visible.Keys.LastOrDefault());
    }

    public void Write(IReadOnlyList<StoredMessage> added, IReadOnlyList<long> removed)
    {
        ThrowIfDamaged();
        if (faults.Strikes(Fault.DiskFull))
        {
            throw new MessageStoreException("the disk is full", isDamaged: false);
        }

        bool diesNow = faults.Strikes(Fault.CrashInWrite);
        if (!diesNow || world.Chance(0.5))
        {
            // The sender may use its buffers again.
            StoredMessage[] copies = [.. added.Select(message => message with { Body = message.Body.ToArray() })];
            long[] numbers = [.. removed];
            Apply(_visible, copies, numbers);
            _unsynced.Add((copies, numbers));
            if (!faults.Strikes(Fault.SyncLost))
            {
                Synchronise();
            }

            Writes++;
        }

        if (diesNow)
        {
            throw new SimulatedCrash();
        }
    }

    public IReadOnlyList<StoredMessage> Read(long after, int most)
    {
        ThrowIfDamaged();
        return faults.Strikes(Fault.DiskUnreadable)
            ? throw new MessageStoreException("the disk reports an error", isDamaged: false)
            : [.. _visible.Where(one => one.Key > after).Take(most).Select(one => one.Value)];
    }

    public string SetAside()
    {
        Lose(_visible.Values);
        (_visible, _synced, IsOpen) = ([], [], false);
        _unsynced.Clear();
        return "aside";
    }

    /// <summary>The process that had it open is dead.</summary>
    public void Close() => IsOpen = false;

    /// <summary>The power goes.</summary>
    public void LosePower()
    {
        SortedDictionary<long, StoredMessage> before = _visible;
        _visible = new SortedDictionary<long, StoredMessage>(_synced);
        Lose(before.Values.Where(message => !_visible.ContainsKey(message.Number)));
        _unsynced.Clear();
    }

    public void Dispose()
    {
    }

    private void Synchronise()
    {
        foreach ((IReadOnlyList<StoredMessage> added, IReadOnlyList<long> removed) in _unsynced)
        {
            Apply(_synced, added, removed);
        }

        _unsynced.Clear();
    }

    private void ThrowIfDamaged()
    {
        if (faults.Strikes(Fault.DiskDamaged))
        {
            throw new MessageStoreException("the file is damaged", isDamaged: true);
        }
    }

    private void Lose(IEnumerable<StoredMessage> messages) => Lost.UnionWith(messages.Select(message => SimulatedHub.NumberOf(message.Body)));

    private static void Apply(SortedDictionary<long, StoredMessage> content, IReadOnlyList<StoredMessage> added, IReadOnlyList<long> removed)
    {
        foreach (long number in removed)
        {
            content.Remove(number);
        }

        foreach (StoredMessage message in added)
        {
            content[message.Number] = message;
        }
    }
}

/// <summary>The process dies, now.</summary>
internal sealed class SimulatedCrash : Exception;
