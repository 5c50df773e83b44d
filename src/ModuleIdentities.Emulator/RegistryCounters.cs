namespace ModuleIdentities.Emulator;

/// <summary>
/// How often clients asked for each registry operation since the emulator started, authorised and not throttled, whether they succeeded or not. Those
/// that were throttled are in <see cref="HubLimits"/>: a unit of a real hub allows 100 a minute.
/// </summary>
public sealed class RegistryCounters
{
    private readonly long[] _counts = new long[Enum.GetValues<RegistryOperation>().Length];

    internal RegistryCounters()
    {
    }

    /// <summary>The sum over all operations.</summary>
    public long Total
    {
        get
        {
            long total = 0;
            for (int i = 0; i < _counts.Length; i++)
            {
                total += Interlocked.Read(ref _counts[i]);
            }

            return total;
        }
    }

    /// <summary>The count of <paramref name="operation"/>.</summary>
    public long this[RegistryOperation operation] => Interlocked.Read(ref _counts[(int)operation]);

    internal void Count(RegistryOperation operation) => Interlocked.Increment(ref _counts[(int)operation]);
}
