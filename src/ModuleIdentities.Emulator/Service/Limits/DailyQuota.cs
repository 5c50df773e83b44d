namespace ModuleIdentities.Emulator.Service.Limits;

/// <summary>The messages of a hub's day, which begins at midnight UTC.</summary>
internal sealed class DailyQuota(TimeProvider time)
{
    private readonly Lock _gate = new();
    private (long Count, int Size)? _limit;
    private DateTime _day;
    private long _today;
    private long _refused;

    /// <summary>How many were counted today.</summary>
    public long Today
    {
        get
        {
            lock (_gate)
            {
                TurnDayNeedsLock();
                return _today;
            }
        }
    }

    /// <summary>How often there were none left.</summary>
    public long Refused
    {
        get
        {
            lock (_gate)
            {
                return _refused;
            }
        }
    }

    /// <summary>Sets how many messages of which size there are, or lifts the limit; those of today stay counted.</summary>
    public void Limit((long Count, int Size)? limit)
    {
        lock (_gate)
        {
            _limit = limit;
        }
    }

    /// <summary>Counts the messages that something of this size is; false, and nothing counted, when too few are left.</summary>
    public bool TryCharge(int bytes)
    {
        lock (_gate)
        {
            TurnDayNeedsLock();
            int pieces = PiecesNeedsLock(bytes);
            if (_limit is { } limit && _today + pieces > limit.Count)
            {
                _refused++;
                return false;
            }

            _today += pieces;
            return true;
        }
    }

    /// <summary>Counts them, however many are left.</summary>
    public void Charge(int bytes)
    {
        lock (_gate)
        {
            TurnDayNeedsLock();
            _today += PiecesNeedsLock(bytes);
        }
    }

    private int PiecesNeedsLock(int bytes) => HubRates.Pieces(bytes, _limit?.Size ?? HubRates.MessageSize);

    private void TurnDayNeedsLock()
    {
        DateTime day = time.GetUtcNow().UtcDateTime.Date;
        if (day != _day)
        {
            _day = day;
            _today = 0;
        }
    }
}
