using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace ModuleIdentities.Tests.Credentials;

/// <summary>A certificate in files that somebody renews while the process runs.</summary>
public sealed class CertificateFileCredentialTests
{
    private const string Password = "a-password-of-no-use";

    private readonly string _folder = Directory.CreateTempSubdirectory("moduleidentities-renewal-").FullName;
    private readonly Events _events = new();

    private string CertificatePath => Path.Combine(_folder, "device.crt");

    private string KeyPath => Path.Combine(_folder, "device.key");

    [Theory]
    [InlineData("PEM")]
    [InlineData("PEM with its key in another file")]
    [InlineData("PEM with an encrypted key")]
    [InlineData("PFX")]
    public void A_renewed_certificate_is_taken_up(string form)
    {
        string before = Write(form, Issue());
        CertificateCredential credential = Load(form);
        Assert.Equal(before, Shown(credential));

        string after = Write(form, Issue());
        credential.Refresh();

        Assert.Equal(after, Shown(credential));
        Assert.True(credential.Certificate.TargetCertificate.HasPrivateKey);
        Assert.Equal(["CertificateRenewed"], _events.Names);
    }

    [Fact]
    public void A_link_that_is_pointed_at_other_files_is_noticed()
    {
        string before = Write("PEM", Issue());
        string target = Path.Combine(_folder, "1.crt");
        File.Move(CertificatePath, target);
        File.CreateSymbolicLink(CertificatePath, target);
        CertificateCredential credential = Load("PEM");
        Assert.Equal(before, Shown(credential));

        File.Delete(CertificatePath);
        string after = Write("PEM", Issue());
        File.Move(CertificatePath, Path.Combine(_folder, "2.crt"));
        File.CreateSymbolicLink(CertificatePath, Path.Combine(_folder, "2.crt"));
        credential.Refresh();

        Assert.Equal(after, Shown(credential));
    }

    [Fact]
    public void A_certificate_whose_key_is_still_the_old_one_waits_for_its_key_and_that_is_said_once()
    {
        const string Form = "PEM with its key in another file";
        string before = Write(Form, Issue());
        CertificateCredential credential = Load(Form);
        string oldKey = File.ReadAllText(KeyPath);
        string after = Write(Form, Issue());
        string newKey = File.ReadAllText(KeyPath);

        File.WriteAllText(KeyPath, oldKey);
        credential.Refresh();
        credential.Refresh();
        Assert.Equal(before, Shown(credential));
        Assert.Equal(["CertificateNotRenewed"], _events.Names);
        File.WriteAllText(KeyPath, newKey);
        credential.Refresh();

        Assert.Equal(after, Shown(credential));
        Assert.Equal(["CertificateNotRenewed", "CertificateRenewed"], _events.Names);
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("empty")]
    [InlineData("half")]
    public void A_file_that_is_not_whole_changes_nothing(string what)
    {
        string before = Write("PEM", Issue());
        CertificateCredential credential = Load("PEM");

        if (what == "gone")
        {
            File.Delete(CertificatePath);
        }
        else
        {
            string text = File.ReadAllText(CertificatePath);
            File.WriteAllText(CertificatePath, what == "half" ? text[..(text.Length / 2)] : "");
        }

        credential.Refresh();
        Assert.Equal(before, Shown(credential));
    }

    [Fact]
    public void A_file_that_stays_as_it_is_is_not_loaded_again()
    {
        Write("PEM", Issue());
        CertificateCredential credential = Load("PEM");
        object shown = credential.Certificate;

        credential.Refresh();

        Assert.Same(shown, credential.Certificate);
    }

    private static X509Certificate2 Issue()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=line-4", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
    }

    private static string Shown(CertificateCredential credential) => credential.Certificate.TargetCertificate.Thumbprint;

    private CertificateCredential Load(string form)
    {
        X509Options options = new()
        {
            Path = CertificatePath,
            KeyPath = form == "PEM with its key in another file" ? KeyPath : null,
            Password = form is "PFX" or "PEM with an encrypted key" ? Password : null,
        };
        CertificateCredential credential = DeviceCertificate.ToCredential(options);
        credential.ReportTo(_events);
        return credential;
    }

    private string Write(string form, X509Certificate2 certificate)
    {
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        PbeParameters encryption = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 10_000);
        switch (form)
        {
            case "PFX":
                File.WriteAllBytes(CertificatePath, certificate.Export(X509ContentType.Pkcs12, Password));
                break;
            case "PEM with its key in another file":
                File.WriteAllText(CertificatePath, certificate.ExportCertificatePem());
                File.WriteAllText(KeyPath, key.ExportPkcs8PrivateKeyPem());
                break;
            case "PEM with an encrypted key":
                File.WriteAllText(CertificatePath, $"{certificate.ExportCertificatePem()}\n{key.ExportEncryptedPkcs8PrivateKeyPem(Password, encryption)}\n");
                break;
            default:
                File.WriteAllText(CertificatePath, $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
                break;
        }

        return certificate.Thumbprint;
    }

    private sealed class Events : ILogger
    {
        public List<string?> Names { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Names.Add(eventId.Name);
    }
}
