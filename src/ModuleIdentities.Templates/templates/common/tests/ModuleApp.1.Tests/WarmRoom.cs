namespace ModuleApp._1.Tests;

/// <summary>Is always as warm.</summary>
internal sealed class WarmRoom : Room
{
    public override double Measure() => 25;
}
