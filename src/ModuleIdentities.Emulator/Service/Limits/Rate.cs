namespace ModuleIdentities.Emulator.Service.Limits;

/// <summary>How often something may be.</summary>
/// <param name="Count">How often.</param>
/// <param name="Period">In which time.</param>
internal readonly record struct Rate(double Count, TimeSpan Period)
{
    public static Rate PerSecond(double count) => new(count, TimeSpan.FromSeconds(1));

    public static Rate PerMinute(double count) => new(count, TimeSpan.FromMinutes(1));
}
