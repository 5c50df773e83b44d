using ModuleIdentities.Emulator.Service.Registry;

namespace ModuleIdentities.Emulator.Service.Provisioning;

/// <summary>An individual enrolment as the Device Provisioning Service keeps it.</summary>
internal sealed record EnrollmentRecord(string RegistrationId, string? DeviceId, SymmetricKeys Keys, bool IsEnabled = true);
