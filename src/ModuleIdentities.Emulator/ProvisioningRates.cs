namespace ModuleIdentities.Emulator;

/// <summary>
/// How often the Device Provisioning Service may be asked. The defaults are of its newer documentation, where the older has 200 operations and 200
/// registrations a minute (protocol 6.4).
/// </summary>
/// <param name="RegistrationsPerMinute">How many registrations a minute, of all devices together. Default 1,000.</param>
/// <param name="OperationsPerMinute">How many operations a minute: registrations, status look-ups, and calls of the service API. Default 1,000.</param>
/// <param name="PollsPerTenSeconds">How often each device may ask within ten seconds how its registration stands. Default 5.</param>
public sealed record ProvisioningRates(int RegistrationsPerMinute = 1000, int OperationsPerMinute = 1000, int PollsPerTenSeconds = 5)
{
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(RegistrationsPerMinute);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(OperationsPerMinute);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(PollsPerTenSeconds);
    }
}
