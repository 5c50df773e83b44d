namespace Greenhouse;

/// <summary>Measures temperature and humidity.</summary>
public interface ISensor
{
    Reading Measure();
}
