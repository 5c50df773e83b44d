namespace ModuleIdentities;

/// <summary>The key of this device that its modules' keys are derived from: in a file, or inside the TPM. See docs/derived-keys.md.</summary>
public sealed class MasterKeyOptions
{
    /// <summary>
    /// Path of a file with the base64 of 32 to 64 random bytes. Environment variables are expanded, so that a systemd credential is
    /// <c>%CREDENTIALS_DIRECTORY%/name</c>.
    /// </summary>
    public string? Path { get; set; }

    /// <summary>
    /// How the TPM is reached that makes and keeps the key, as in <see cref="TpmOptions.Tcti"/>, instead of <see cref="Path"/>. It takes the package
    /// <c>ModuleIdentities.Tpm</c>, but not that the device proves itself with the TPM.
    /// </summary>
    public string? Tcti { get; set; }

    /// <summary>The authorization value of the TPM's owner; null, the default, for an empty one. A secret.</summary>
    public string? OwnerAuthorization { get; set; }

    internal bool IsSet => !string.IsNullOrEmpty(Path) || !string.IsNullOrEmpty(Tcti);
}
