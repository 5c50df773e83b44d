namespace ModuleIdentities.Emulator.Service.Provisioning;

/// <summary>The body of a registration.</summary>
/// <param name="RegistrationId">The registration id, when the client repeats it there.</param>
/// <param name="Payload">A JSON object for custom allocation, as text.</param>
internal sealed record RegistrationRequest(string? RegistrationId = null, string? Payload = null);
