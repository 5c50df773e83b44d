namespace ModuleIdentities.Benchmarks.Generator;

/// <summary>What a piece of work costs: the least process CPU time of several runs, which other load hardly moves, and the bytes of one.</summary>
internal static class CpuMeter
{
    /// <param name="repetitions">How many runs count.</param>
    /// <param name="prepare">Makes the input of one run; not measured.</param>
    /// <param name="work">The work.</param>
    public static Cost Measure<T>(int repetitions, Func<T> prepare, Action<T> work)
    {
        double least = double.MaxValue;
        long bytes = long.MaxValue;
        const int WarmUps = 2;
        for (int i = 0; i < WarmUps + repetitions; i++)
        {
            T input = prepare();
            GC.Collect();
            GC.WaitForPendingFinalizers();
            long bytesBefore = GC.GetTotalAllocatedBytes(precise: true);
            TimeSpan before = Environment.CpuUsage.TotalTime;
            work(input);
            TimeSpan spent = Environment.CpuUsage.TotalTime - before;
            long allocated = GC.GetTotalAllocatedBytes(precise: true) - bytesBefore;
            if (i >= WarmUps)
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
