using ModuleIdentities.Emulator.Service.Registry;
using ModuleIdentities.Emulator.Service.Security;

namespace ModuleIdentities.Emulator.Service.Provisioning;

/// <summary>A device that proved itself.</summary>
/// <param name="RegistrationId">Its registration id, spelled as in its individual enrolment or else as the device does.</param>
/// <param name="Enrollment">The enrolment that it proved itself by.</param>
/// <param name="Authentication">How it will prove itself to its hub.</param>
/// <param name="Certificate">Its certificate, if it showed one.</param>
/// <param name="SigningCertificate">The authority of the enrolment that its certificate leads to.</param>
/// <param name="StorageRootKey">The storage root key of its TPM, if that signed.</param>
internal sealed record AttestedDevice(
    string RegistrationId,
    EnrollmentRecord Enrollment,
    AuthenticationSpecification Authentication,
    CertificateDescription? Certificate = null,
    CertificateDescription? SigningCertificate = null,
    byte[]? StorageRootKey = null)
{
    public string DeviceId => Enrollment.DeviceId ?? RegistrationId;
}
