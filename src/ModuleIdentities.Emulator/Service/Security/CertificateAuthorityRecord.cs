namespace ModuleIdentities.Emulator.Service.Security;

/// <summary>The emulator's certificate authority as the state keeps it, with its private key.</summary>
internal sealed record CertificateAuthorityRecord(string CertificatePem, string PrivateKeyPem)
{
    /// <summary>Never the private key.</summary>
    public override string ToString() => nameof(CertificateAuthorityRecord);
}
