namespace ModuleIdentities.Emulator.Service.Provisioning;

/// <summary>The device is enrolled and proved itself, and yet no hub could be found for it.</summary>
internal sealed class RegistrationFailedException(RegistrationFailure failure, string message) : Exception(message)
{
    public RegistrationFailure Failure { get; } = failure;
}
