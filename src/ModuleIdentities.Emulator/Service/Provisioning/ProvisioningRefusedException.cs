namespace ModuleIdentities.Emulator.Service.Provisioning;

/// <summary>The Device Provisioning Service refused a request.</summary>
internal sealed class ProvisioningRefusedException(ProvisioningError error, string message) : Exception(message)
{
    public ProvisioningError Error { get; } = error;

    public int Status => (int)Error / 1000;

    /// <summary>The challenge for a TPM, which is to sign with the key that is in it; null for a refusal.</summary>
    public byte[]? TpmChallenge { get; init; }

    /// <summary>How long the caller is told to wait; null for what is of no use to repeat.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
