namespace Greenhouse;

/// <summary>The window in the roof, which is opened above a temperature.</summary>
public sealed class Window
{
    /// <summary>In degrees Celsius.</summary>
    public double TemperatureLimit { get; set; } = 30;

    public bool IsOpen { get; private set; }

    /// <returns>Whether it has been opened now.</returns>
    public bool OpenWhenHot(double temperature)
    {
        bool opens = !IsOpen && temperature > TemperatureLimit;
        IsOpen |= opens;
        return opens;
    }

    /// <returns>Whether it was open.</returns>
    public bool Close()
    {
        bool wasOpen = IsOpen;
        IsOpen = false;
        return wasOpen;
    }
}
