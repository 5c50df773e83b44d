namespace ModuleIdentities.Benchmarks.Growth;

/// <summary>A cost that is measured for several sizes.</summary>
/// <param name="What">What costs, with its unit.</param>
/// <param name="Per">What there is more of.</param>
/// <param name="Sizes">How many of it, each at least twice as many as before.</param>
/// <param name="MeasureAsync">Measures the cost of one size.</param>
internal sealed record GrowingCost(string What, string Per, int[] Sizes, Func<int, Task<double>> MeasureAsync)
{
    /// <summary>A cost in milliseconds of CPU time, by which it takes the least of several runs.</summary>
    /// <param name="what">What costs.</param>
    /// <param name="per">What there is more of.</param>
    /// <param name="sizes">How many of it.</param>
    /// <param name="prepare">Makes the work of one run of a size, which is not measured.</param>
    public static GrowingCost OfProcessor(string what, string per, int[] sizes, Func<int, Action> prepare) => new(
        $"{what}, ms", per, sizes, size => Task.FromResult(Generator.CpuMeter.Measure(5, () => prepare(size), static work => work()).Milliseconds));
}
