namespace ModuleIdentities.Emulator.Service.Provisioning;

/// <summary>The errors of the Device Provisioning Service (protocol 2.4); the first three digits are the HTTP status.</summary>
internal enum ProvisioningError
{
    /// <summary>The number is not recorded anywhere; the form is that of the others.</summary>
    BadRequest = 400000,

    Unauthorized = 401002,
    NotEnrolled = 404201,
    OperationNotFound = 404203,
}
