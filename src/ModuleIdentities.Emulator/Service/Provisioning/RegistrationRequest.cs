namespace ModuleIdentities.Emulator.Service.Provisioning;

/// <summary>The body of a registration.</summary>
/// <param name="RegistrationId">The registration id, when the client repeats it there.</param>
/// <param name="Payload">A JSON object for custom allocation, as text.</param>
/// <param name="Tpm">What the device says of its TPM.</param>
internal sealed record RegistrationRequest(string? RegistrationId = null, string? Payload = null, TpmKeys? Tpm = null);

/// <summary>The public parts of a TPM's keys, each a TPM2B_PUBLIC.</summary>
internal sealed record TpmKeys(byte[] EndorsementKey, byte[] StorageRootKey);
