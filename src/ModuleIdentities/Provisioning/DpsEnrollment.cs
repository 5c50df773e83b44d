namespace ModuleIdentities;

/// <summary>An enrolment of the Device Provisioning Service, as the device knows it.</summary>
/// <param name="GlobalEndpoint">Host name of the service.</param>
/// <param name="IdScope">The ID scope.</param>
/// <param name="RegistrationId">The registration id.</param>
/// <param name="Credential">What the enrolment attests, which opens the assigned hub too.</param>
/// <param name="Payload">A JSON object for custom allocation, as text.</param>
/// <param name="ModelId">The DTDL model id to announce.</param>
internal sealed record DpsEnrollment(
    string GlobalEndpoint, string IdScope, string RegistrationId, Credential Credential, string? Payload = null, string? ModelId = null)
{
    /// <summary>The REST and MQTT version of the device API that we speak.</summary>
    public const string ApiVersion = "2021-06-01";

    /// <param name="options">How the device proves itself.</param>
    /// <param name="modelId">The model to announce when the options name none; null for none.</param>
    public static DpsEnrollment From(ProvisioningOptions options, string? modelId) =>
        Attestation.TryRead(options, out Credential? credential, out string? registrationId, out string path, out string? fault)
            ? new DpsEnrollment(options.GlobalEndpoint, options.IdScope!, registrationId, credential, options.Payload, options.ModelId ?? modelId)
            : throw new InvalidOperationException($"{ModuleIdentityOptions.SectionName}:{path} {fault}.");

    public ValueTask<string?> CreateTokenAsync(TimeProvider time, TimeSpan lifetime, CancellationToken cancellationToken) =>
        Credential.CreateTokenAsync($"{IdScope}/registrations/{RegistrationId}", time.GetUtcNow() + lifetime, "registration", cancellationToken);
}
