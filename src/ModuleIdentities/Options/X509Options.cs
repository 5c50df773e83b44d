namespace ModuleIdentities;

/// <summary>The device's X.509 certificate with its private key: from files, or from the operating system's store.</summary>
public sealed class X509Options
{
    /// <summary>
    /// Path of the certificate: PEM with the device's certificate first and its intermediates after it, or PFX with all of them.
    /// Environment variables are expanded.
    /// </summary>
    public string? Path { get; set; }

    /// <summary>Path of the PEM private key, when <see cref="Path"/> does not hold it. Environment variables are expanded.</summary>
    public string? KeyPath { get; set; }

    /// <summary>The password of the PFX or of the private key. A secret.</summary>
    public string? Password { get; set; }

    /// <summary>
    /// The SHA-1 thumbprint of a certificate in the personal store of the user or the machine, instead of <see cref="Path"/>.
    /// </summary>
    public string? Thumbprint { get; set; }

    internal bool IsSet => !string.IsNullOrEmpty(Path) || !string.IsNullOrEmpty(Thumbprint);
}
