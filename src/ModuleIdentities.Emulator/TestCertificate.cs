using System.Security.Cryptography.X509Certificates;

namespace ModuleIdentities.Emulator;

/// <summary>A certificate with its private key and its intermediates, made by a <see cref="TestCertificateAuthority"/>. For tests.</summary>
public sealed class TestCertificate : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    internal TestCertificate(X509Certificate2 certificate, X509Certificate2Collection intermediates)
    {
        Certificate = certificate;
        Intermediates = intermediates;
    }

    /// <summary>The certificate with its private key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>What stands between it and its root, nearest first; empty when the root issued it, or when it is self-signed.</summary>
    public X509Certificate2Collection Intermediates { get; }

    /// <summary>The common name: the registration id or the id of the identity.</summary>
    public string CommonName => Certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);

    /// <summary>Certificate, intermediates and private key as one PEM text. A secret.</summary>
    public string ToPem() => string.Concat(
        Certificate.ExportCertificatePem(),
        "\n",
        string.Concat(Intermediates.Select(intermediate => $"{intermediate.ExportCertificatePem()}\n")),
        Certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem(),
        "\n");

    /// <summary>Writes <see cref="ToPem"/> into a file that its owner alone can read, and that <c>Provisioning:X509:Path</c> may name.</summary>
    /// <returns>The full path.</returns>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public string SaveAsPem(string path)
    {
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using StreamWriter writer = new(path, options);
        writer.Write(ToPem());
        return Path.GetFullPath(path);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Certificate.Dispose();
        foreach (X509Certificate2 intermediate in Intermediates)
        {
            intermediate.Dispose();
        }
    }

    /// <summary>The common name and the thumbprint.</summary>
    public override string ToString() => $"{CommonName} ({Certificate.Thumbprint})";
}
