using System.Globalization;

namespace ModuleIdentities.Benchmarks.Telemetry;

/// <summary>What one run of one client took.</summary>
/// <param name="PerSecond">Messages per second.</param>
/// <param name="Bytes">Bytes allocated per message.</param>
/// <param name="Processor">CPU time of the client per message, in microseconds.</param>
/// <param name="Median">The median latency from send to PUBACK, in microseconds.</param>
/// <param name="P99">Its 99th percentile.</param>
internal readonly record struct RunFigures(double PerSecond, double Bytes, double Processor, double Median, double P99)
{
    public static RunFigures Parse(string line)
    {
        double[] numbers = [.. line.Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture))];
        return new RunFigures(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
    }

    /// <summary>The median of each figure.</summary>
    public static RunFigures MedianOf(IReadOnlyCollection<RunFigures> runs) => new(
        Middle(runs.Select(run => run.PerSecond)),
        Middle(runs.Select(run => run.Bytes)),
        Middle(runs.Select(run => run.Processor)),
        Middle(runs.Select(run => run.Median)),
        Middle(runs.Select(run => run.P99)));

    public static double Middle(IEnumerable<double> values)
    {
        double[] ordered = [.. values.Order()];
        return (ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{PerSecond} {Bytes} {Processor} {Median} {P99}");
}
