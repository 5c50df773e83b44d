namespace ModuleIdentities.Emulator.Service.Provisioning;

/// <summary>
/// The errors of the Device Provisioning Service (protocol 2.4); the first three digits are the HTTP status. Of those that are not recorded
/// anywhere the number ends in three zeros.
/// </summary>
internal enum ProvisioningError
{
    BadRequest = 400000,
    Unauthorized = 401002,
    NotEnrolled = 404201,
    OperationNotFound = 404203,
    Conflict = 409000,
    PreconditionFailed = 412000,
    UnsupportedMediaType = 415000,
    Throttled = 429000,
}
