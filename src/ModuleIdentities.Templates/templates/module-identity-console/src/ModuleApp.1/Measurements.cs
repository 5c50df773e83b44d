namespace ModuleApp._1;

/// <summary>Measures and sends. It sees of the module what that sends, and no hub.</summary>
public sealed class Measurements(IThermostatModule thermostat, Room room, TimeProvider time)
{
    /// <summary>How often is measured.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Goes on until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(Interval, time);
        do
        {
            double temperature = room.Measure();
            await thermostat.SendTemperatureAsync(temperature, cancellationToken);
            Console.WriteLine($"Sent {temperature:0.0} degrees");
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }
}
