using ModuleIdentities.Emulator.Service.Security;

namespace ModuleIdentities.Emulator.Service.Provisioning;

/// <summary>
/// How the last registration of a device went. It is kept as soon as it is decided; <see cref="PollsLeft"/> says how often a client is still
/// told that the service is assigning. <see cref="TpmKey"/> is the key of the hub, encrypted for the device's TPM.
/// </summary>
internal sealed record RegistrationRecord(
    string RegistrationId,
    string OperationId,
    int PollsLeft,
    RegistrationStatus Status,
    DateTimeOffset Created,
    DateTimeOffset Updated,
    string ETag,
    string? AssignedHub = null,
    string? DeviceId = null,
    string? Substatus = null,
    string? GroupId = null,
    string? Payload = null,
    int? ErrorCode = null,
    string? ErrorMessage = null,
    bool IsSymmetric = false,
    CertificateDescription? Certificate = null,
    CertificateDescription? SigningCertificate = null,
    byte[]? TpmKey = null);
