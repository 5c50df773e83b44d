using ModuleIdentities.Emulator.Service.Provisioning;

namespace ModuleIdentities.Emulator;

/// <summary>An enrolment group.</summary>
/// <param name="Id">The id of the group.</param>
/// <param name="PrimaryKey">The primary key of the group, base64; null when it is not by symmetric key.</param>
/// <param name="SecondaryKey">The secondary key of the group, base64; null when it is not by symmetric key.</param>
/// <param name="IsEnabled">Whether devices may register with it.</param>
public sealed record EnrollmentGroup(string Id, string? PrimaryKey, string? SecondaryKey, bool IsEnabled)
{
    /// <summary>The key of one device of the group: HMAC-SHA256 over its registration id, base64. It is what a factory puts on a device.</summary>
    /// <param name="registrationId">The registration id, exactly as the device will write it.</param>
    /// <exception cref="InvalidOperationException">The group is not by symmetric key.</exception>
    public string DeriveKey(string registrationId)
    {
        ArgumentNullException.ThrowIfNull(registrationId);
        return AttestationVerifier.DeriveKey(PrimaryKey ?? throw new InvalidOperationException($"The group '{Id}' is not by symmetric key."), registrationId);
    }

    /// <summary>Without the keys.</summary>
    public override string ToString() => Id;
}
