namespace ModuleIdentities.Benchmarks.Generator;

/// <summary>What a piece of work costs: the least process CPU time of several runs, which other load hardly moves, and the bytes of one.</summary>
internal static class CpuMeter
{
    /// <summary>After so much CPU time no further run is made, warm-up or not: what takes seconds repeats well enough.</summary>
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(6);

    /// <summary>Of what takes a few milliseconds more runs count: until they have used so much, or are so many.</summary>
    private static readonly TimeSpan Little = TimeSpan.FromMilliseconds(50);
    private const int Most = 25;

    /// <param name="repetitions">How many runs count; fewer of what takes seconds, more of what takes next to nothing.</param>
    /// <param name="prepare">Makes the input of one run; not measured.</param>
    /// <param name="work">The work.</param>
    public static Cost Measure<T>(int repetitions, Func<T> prepare, Action<T> work)
    {
        double least = double.MaxValue;
        long bytes = long.MaxValue;
        TimeSpan all = TimeSpan.Zero;
        const int WarmUps = 2;
        bool IsOver(int runs) => least < double.MaxValue && (all >= Enough || (runs >= WarmUps + repetitions && (all >= Little || runs >= WarmUps + Most)));

        for (int i = 0; !IsOver(i); i++)
        {
            T input = prepare();
            GC.Collect();
            GC.WaitForPendingFinalizers();
            long bytesBefore = GC.GetTotalAllocatedBytes(precise: true);
            TimeSpan before = Environment.CpuUsage.TotalTime;
            work(input);
            TimeSpan spent = Environment.CpuUsage.TotalTime - before;
            long allocated = GC.GetTotalAllocatedBytes(precise: true) - bytesBefore;
            all += spent;

            // Work that has used up the time in warming up counts from its second run on.
            if (i >= WarmUps || (i > 0 && all >= Enough))
            {
                least = Math.Min(least, spent.TotalMilliseconds);
                bytes = Math.Min(bytes, allocated);
            }
        }

        return new Cost(least, bytes);
    }
}

/// <param name="Milliseconds">Process CPU time.</param>
/// <param name="Bytes">Bytes allocated on the managed heap.</param>
internal readonly record struct Cost(double Milliseconds, long Bytes);
