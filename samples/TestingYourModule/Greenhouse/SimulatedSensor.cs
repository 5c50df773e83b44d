namespace Greenhouse;

/// <summary>A mild spring day.</summary>
public sealed class SimulatedSensor : ISensor
{
    public Reading Measure() => new(20 + Random.Shared.Next(5), 60);
}
