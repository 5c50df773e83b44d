namespace ModuleIdentities;

/// <summary>An individual symmetric-key enrolment of the Device Provisioning Service, as the device knows it.</summary>
/// <param name="GlobalEndpoint">Host name of the service.</param>
/// <param name="IdScope">The ID scope.</param>
/// <param name="RegistrationId">The registration id.</param>
/// <param name="Key">The enrolment's key, which is also the device's key in the assigned hub.</param>
internal sealed record DpsEnrollment(string GlobalEndpoint, string IdScope, string RegistrationId, SharedAccessKey Key)
{
    /// <summary>The REST and MQTT version of the device API that we speak.</summary>
    public const string ApiVersion = "2021-06-01";

    public static DpsEnrollment From(ProvisioningOptions options) =>
        new(options.GlobalEndpoint, options.IdScope!, options.RegistrationId!, SharedAccessKey.Parse(options.SymmetricKey.PrimaryKey));

    public string CreateToken(TimeProvider time, TimeSpan lifetime) =>
        SharedAccessSignature.Create(Key, $"{IdScope}/registrations/{RegistrationId}", time.GetUtcNow() + lifetime, "registration");
}
