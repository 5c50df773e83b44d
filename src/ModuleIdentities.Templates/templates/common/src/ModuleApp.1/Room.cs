namespace ModuleApp._1;

/// <summary>A room that is measured. Put your sensor here.</summary>
public class Room
{
    /// <summary>Measures the temperature, in degrees Celsius.</summary>
    public virtual double Measure() => 20 + Random.Shared.NextDouble();
}
