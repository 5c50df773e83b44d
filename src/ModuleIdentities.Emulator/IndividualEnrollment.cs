namespace ModuleIdentities.Emulator;

/// <summary>An individual enrolment.</summary>
/// <param name="RegistrationId">The registration id.</param>
/// <param name="PrimaryKey">The primary key, base64; null when it is not by symmetric key.</param>
/// <param name="SecondaryKey">The secondary key, base64; null when it is not by symmetric key.</param>
/// <param name="DeviceId">The device id that is assigned; null for the registration id.</param>
/// <param name="IsEnabled">Whether devices may register with it.</param>
public sealed record IndividualEnrollment(string RegistrationId, string? PrimaryKey, string? SecondaryKey, string? DeviceId, bool IsEnabled)
{
    /// <summary>Without the keys.</summary>
    public override string ToString() => RegistrationId;
}
