namespace ModuleIdentities.Emulator;

/// <summary>
/// How often the Device Provisioning Service may be asked. The defaults are of its newer documentation, where the older has 200 operations and 200
/// registrations a minute (protocol 6.4).
/// </summary>
public sealed record ProvisioningRates
{
    /// <summary>How many registrations a minute, of all devices together. Default 1,000.</summary>
    public int RegistrationsPerMinute { get; init; } = 1000;

    /// <summary>How many operations a minute: registrations, status look-ups, and calls of the service API. Default 1,000.</summary>
    public int OperationsPerMinute { get; init; } = 1000;

    /// <summary>How often each device may ask within ten seconds how its registration stands. Default 5.</summary>
    public int PollsPerTenSeconds { get; init; } = 5;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(RegistrationsPerMinute);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(OperationsPerMinute);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(PollsPerTenSeconds);
    }
}
