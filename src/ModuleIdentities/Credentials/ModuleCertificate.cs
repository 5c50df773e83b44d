using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ModuleIdentities;

/// <summary>A certificate that the device makes for one of its modules; the hub learns its thumbprint and never the private key.</summary>
internal sealed class ModuleCertificate(CertificateCredential credential) : ModuleSecret
{
    /// <summary>What X.520 allows.</summary>
    private const int LongestCommonName = 64;

    /// <summary>The extended key usage of RFC 5280, 4.2.1.12.</summary>
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>Long enough for a device on a shelf; a connected one replaces it well before.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(730);

    /// <summary>A hub whose clock is behind ours must accept the certificate at once.</summary>
    private static readonly TimeSpan Backdated = TimeSpan.FromHours(1);

    public override string Fingerprint => Thumbprint[..12].ToLowerInvariant();

    public override Credential Credential => credential;

    public override string ConnectionStringField => "x509=true";

    public override bool IsOnlyHere => true;

    public override DateTimeOffset? Expires => Certificate.NotAfter;

    /// <summary>The SHA-256 of the certificate in capital hexadecimal digits, as IoT Hub stores it.</summary>
    public string Thumbprint => Certificate.GetCertHashString(HashAlgorithmName.SHA256);

    private X509Certificate2 Certificate => credential.Certificate.TargetCertificate;

    /// <summary>Makes a self-signed certificate on the curve P-256.</summary>
    public static ModuleCertificate Create(string moduleId, TimeProvider time)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        X500DistinguishedNameBuilder name = new();
        name.AddCommonName(moduleId.Length <= LongestCommonName ? moduleId : moduleId[..LongestCommonName]);
        CertificateRequest request = new(name.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ClientAuthentication)], false));
        using X509Certificate2 made = request.CreateSelfSigned(time.GetUtcNow() - Backdated, time.GetUtcNow() + Lifetime);
        return Import(made.Export(X509ContentType.Pkcs12));
    }

    public static ModuleCertificate? TryImport(string? text)
    {
        byte[] content = new byte[text?.Length ?? 0];
        try
        {
            return Convert.TryFromBase64String(text ?? "", content, out int length) && length > 0 ? Import(content[..length]) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    /// <summary>The certificate as PEM.</summary>
    public string CertificatePem => Certificate.ExportCertificatePem();

    /// <summary>Its private key as PEM (PKCS #8); null when it does not leave its store.</summary>
    public string? ExportPrivateKeyPem()
    {
        using AsymmetricAlgorithm? key = (AsymmetricAlgorithm?)Certificate.GetECDsaPrivateKey() ?? Certificate.GetRSAPrivateKey();
        try
        {
            return key?.ExportPkcs8PrivateKeyPem();
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public override string Export() => Convert.ToBase64String(Certificate.Export(X509ContentType.Pkcs12));

    private static ModuleCertificate Import(byte[] pkcs12)
    {
        X509Certificate2 certificate = X509CertificateLoader.LoadPkcs12(pkcs12, null, X509KeyStorageFlags.Exportable);
        return new ModuleCertificate(new CertificateCredential(
            SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true)));
    }
}
