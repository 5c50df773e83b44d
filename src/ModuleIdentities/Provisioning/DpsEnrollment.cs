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
    public static DpsEnrollment From(ModuleIdentityOptions options) =>
        Attestation.TryRead(options, out Credential? credential, out string? registrationId, out string path, out string? fault)
            ? new DpsEnrollment(
                options.Provisioning.GlobalEndpoint,
                options.Provisioning.IdScope!,
                registrationId,
                credential,
                options.Provisioning.Payload,
                options.Provisioning.ModelId ?? options.FirstModelId)
            : throw new InvalidOperationException($"{ModuleIdentityOptions.SectionName}:{path} {fault}.");

    /// <summary>Makes a token for this registration.</summary>
    /// <param name="credential">What signs.</param>
    /// <param name="time">The clock.</param>
    /// <param name="lifetime">How long the token is good for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<string?> CreateTokenAsync(Credential credential, TimeProvider time, TimeSpan lifetime, CancellationToken cancellationToken) =>
        credential.CreateTokenAsync($"{IdScope}/registrations/{RegistrationId}", time.GetUtcNow() + lifetime, "registration", cancellationToken);
}
