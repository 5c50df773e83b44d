using ModuleIdentities.Benchmarks.Growth;

namespace ModuleIdentities.Tests;

/// <summary>The exponent by which a benchmark says how a cost grows.</summary>
public sealed class GrowthSlopeTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_power_of_the_size_has_its_exponent(double exponent) =>
        Assert.Equal(exponent, Slope.Fit([.. new double[] { 100, 200, 400, 800 }.Select(size => (size, 3 * Math.Pow(size, exponent)))]), 9);

    [Fact]
    public void A_fixed_part_makes_a_line_flatter_and_not_steeper() =>
        Assert.InRange(Slope.Fit([.. new double[] { 100, 200, 400, 800 }.Select(size => (size, 500 + size))]), 0.1, 0.9);
}
