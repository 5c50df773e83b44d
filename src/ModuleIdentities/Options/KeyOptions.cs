namespace ModuleIdentities;

/// <summary>A symmetric key of the Device Provisioning Service, given as text or in a file.</summary>
public sealed class KeyOptions
{
    /// <summary>Base64 of 16 to 64 bytes, as the portal shows it. A secret: keep it out of files that are committed.</summary>
    public string? PrimaryKey { get; set; }

    /// <summary>
    /// Path of a file that holds the key instead. Environment variables are expanded, so that a systemd credential is
    /// <c>%CREDENTIALS_DIRECTORY%/name</c>.
    /// </summary>
    public string? KeyPath { get; set; }

    internal bool IsSet => !string.IsNullOrEmpty(PrimaryKey) || !string.IsNullOrEmpty(KeyPath);
}
