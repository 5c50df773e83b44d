using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ModuleIdentities.Emulator.Service.Security;

/// <summary>Makes certificates with an elliptic-curve key, signed by an issuer or, without one, by their own key.</summary>
internal static class CertificateForge
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private const int SerialNumberLength = 16;

    public static X509Certificate2 Authority(string commonName, ECDsa key, X509Certificate2? issuer, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        CertificateRequest request = Request(commonName, key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        return Sign(request, key, issuer, notBefore, notAfter);
    }

    public static X509Certificate2 Client(string commonName, ECDsa key, X509Certificate2? issuer, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        CertificateRequest request = Leaf(commonName, key, ClientAuthentication);
        return Sign(request, key, issuer, notBefore, notAfter);
    }

    public static X509Certificate2 Server(
        string commonName, X509Extension names, ECDsa key, X509Certificate2 issuer, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        CertificateRequest request = Leaf(commonName, key, ServerAuthentication);
        request.CertificateExtensions.Add(names);
        return Sign(request, key, issuer, notBefore, notAfter);
    }

    private static CertificateRequest Request(string commonName, ECDsa key)
    {
        X500DistinguishedNameBuilder name = new();
        name.AddCommonName(commonName);
        return new CertificateRequest(name.Build(), key, HashAlgorithmName.SHA256);
    }

    private static CertificateRequest Leaf(string commonName, ECDsa key, string usage)
    {
        CertificateRequest request = Request(commonName, key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        return request;
    }

    private static X509Certificate2 Sign(
        CertificateRequest request, ECDsa key, X509Certificate2? issuer, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        if (issuer is null)
        {
            return Usable(request.CreateSelfSigned(notBefore, notAfter));
        }

        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, true, false));
        DateTimeOffset last = new(issuer.NotAfter.ToUniversalTime());
        byte[] serialNumber = RandomNumberGenerator.GetBytes(SerialNumberLength);
        using ECDsa issuerKey = issuer.GetECDsaPrivateKey() ?? throw new CryptographicException("The issuer has no private key.");

        // Not by the issuer's certificate: that would refuse an issuer that is no authority, of which a test wants to see that others refuse it too.
        using X509Certificate2 issued = request.Create(
            issuer.SubjectName, X509SignatureGenerator.CreateForECDsa(issuerKey), notBefore, notAfter < last ? notAfter : last, serialNumber);
        return Usable(issued.CopyWithPrivateKey(key));
    }

    private static X509Certificate2 Usable(X509Certificate2 certificate)
    {
        if (!OperatingSystem.IsWindows())
        {
            return certificate;
        }

        // The TLS of Windows does not take a key that was never imported.
        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
        }
    }
}
