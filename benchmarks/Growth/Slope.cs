namespace ModuleIdentities.Benchmarks.Growth;

/// <summary>How a cost grows.</summary>
internal static class Slope
{
    /// <summary>
    /// The exponent <em>k</em> of <em>cost = c·nᵏ</em> that fits best: the line of least squares through the logarithms of both. 0 is constant, 1 is linear, 2
    /// is quadratic.
    /// </summary>
    /// <param name="points">At least two different sizes, each with a cost above 0.</param>
    public static double Fit(IReadOnlyCollection<(double Size, double Cost)> points)
    {
        double x = points.Average(point => Math.Log(point.Size));
        double y = points.Average(point => Math.Log(point.Cost));
        return points.Sum(point => (Math.Log(point.Size) - x) * (Math.Log(point.Cost) - y)) / points.Sum(point => Math.Pow(Math.Log(point.Size) - x, 2));
    }
}
