namespace ModuleIdentities.Emulator;

/// <summary>What a shared access policy of the Device Provisioning Service permits.</summary>
[Flags]
public enum ProvisioningRights
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Reading enrolments.</summary>
    EnrollmentRead = 1,

    /// <summary>Making, changing and deleting enrolments.</summary>
    EnrollmentWrite = 2,

    /// <summary>Reading how registrations went.</summary>
    RegistrationStatusRead = 4,

    /// <summary>Deleting the records of registrations.</summary>
    RegistrationStatusWrite = 8,

    /// <summary>Changing the service itself, which the emulator offers in process only.</summary>
    ServiceConfig = 16,

    /// <summary>All of them: what <c>provisioningserviceowner</c> has.</summary>
    All = EnrollmentRead | EnrollmentWrite | RegistrationStatusRead | RegistrationStatusWrite | ServiceConfig,
}
