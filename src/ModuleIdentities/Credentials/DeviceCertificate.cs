using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ModuleIdentities;

/// <summary>Loads the device's certificate with its private key and its intermediates.</summary>
internal static class DeviceCertificate
{
    /// <summary>Neither SChannel nor the macOS keychain works with keys that are in memory alone.</summary>
    private static X509KeyStorageFlags KeyStorage =>
        OperatingSystem.IsLinux() ? X509KeyStorageFlags.EphemeralKeySet | X509KeyStorageFlags.Exportable : X509KeyStorageFlags.DefaultKeySet;

    /// <exception cref="CryptographicException">The file or the store has no certificate with a private key, or the password is wrong.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static X509Certificate2Collection Load(X509Options options)
    {
        X509Certificate2Collection certificates = [];
        if (!string.IsNullOrEmpty(options.Thumbprint))
        {
            certificates.Add(FindInStore(options.Thumbprint));
            return certificates;
        }

        string path = Environment.ExpandEnvironmentVariables(options.Path!);
        if (!IsPem(path))
        {
            return X509CertificateLoader.LoadPkcs12CollectionFromFile(path, options.Password, KeyStorage);
        }

        certificates.Add(LoadPem(path, options));
        X509Certificate2Collection chain = [];
        chain.ImportFromPemFile(path);
        certificates.AddRange(chain.Where(certificate => certificate.Thumbprint != certificates[0].Thumbprint).ToArray());
        return certificates;
    }

    /// <summary>The device's own certificate among those loaded: the one with the private key.</summary>
    public static X509Certificate2 Leaf(X509Certificate2Collection certificates) =>
        certificates.FirstOrDefault(certificate => certificate.HasPrivateKey)
        ?? throw new CryptographicException("There is no certificate with a private key.");

    /// <summary>The common name of a certificate, which is the registration id of its device.</summary>
    public static string CommonName(X509Certificate2 certificate) => certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);

    /// <summary>The certificate of the options; one in files is taken up again when it is renewed there.</summary>
    /// <exception cref="CryptographicException">There is no certificate with a private key, or the password is wrong.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static CertificateCredential ToCredential(X509Options options) => string.IsNullOrEmpty(options.Thumbprint)
        ? CertificateFileCredential.Load(options)
        : new CertificateCredential(ToContext(Load(options)));

    /// <summary>What the handshake shows.</summary>
    public static SslStreamCertificateContext ToContext(X509Certificate2Collection certificates)
    {
        X509Certificate2 leaf = Leaf(certificates);
        X509Certificate2Collection intermediates = [.. certificates.Where(certificate => certificate != leaf)];

        // Offline: only what the user gave is sent, and nothing is downloaded.
        return SslStreamCertificateContext.Create(leaf, intermediates, offline: true);
    }

    /// <summary>The files that hold the certificate and its key.</summary>
    public static IEnumerable<string> PathsOf(X509Options options) =>
        new[] { options.Path, options.KeyPath }.Where(path => !string.IsNullOrEmpty(path)).Select(path => Environment.ExpandEnvironmentVariables(path!));

    private static X509Certificate2 LoadPem(string path, X509Options options)
    {
        string? keyPath = options.KeyPath is null ? null : Environment.ExpandEnvironmentVariables(options.KeyPath);
        X509Certificate2 certificate;
        try
        {
            certificate = string.IsNullOrEmpty(options.Password)
                ? X509Certificate2.CreateFromPemFile(path, keyPath)
                : X509Certificate2.CreateFromEncryptedPemFile(path, options.Password, keyPath);
        }
        catch (ArgumentException exception)
        {
            throw new CryptographicException("The private key is another certificate's.", exception);
        }

        if (!OperatingSystem.IsWindows())
        {
            return certificate;
        }

        // SChannel cannot use the ephemeral key that PEM loading gives (dotnet/runtime issue 23749).
        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
        }
    }

    private static X509Certificate2 FindInStore(string thumbprint)
    {
        foreach (StoreLocation location in new[] { StoreLocation.CurrentUser, StoreLocation.LocalMachine })
        {
            using X509Store store = new(StoreName.My, location);
            try
            {
                store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
            }
            catch (CryptographicException)
            {
                // No such store on this system (Linux has no machine store).
                continue;
            }

            X509Certificate2Collection found = store.Certificates.Find(X509FindType.FindByThumbprint, thumbprint, validOnly: false);
            if (found.FirstOrDefault(certificate => certificate.HasPrivateKey) is { } certificate)
            {
                return certificate;
            }
        }

        throw new CryptographicException("The personal store has no such certificate with a private key.");
    }

    private static bool IsPem(string path)
    {
        using StreamReader reader = new(path);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith("-----BEGIN ", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
