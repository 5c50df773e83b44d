namespace Greenhouse.Tests;

/// <summary>Measures what it is told.</summary>
internal sealed class FakeSensor : ISensor
{
    public Reading Reading { get; set; } = new(21, 60);

    public Reading Measure() => Reading;
}
