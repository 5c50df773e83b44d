using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ModuleIdentities.Cli;

/// <summary>What can be seen without asking anybody: files and their modes, certificates and their age, who else manages this device.</summary>
internal static class LocalChecks
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(30);

    public static IEnumerable<Finding> Run(ModuleIdentityOptions options, IEnumerable<string> files, TimeProvider time) =>
    [
        .. Files(options, files),
        .. Certificate(options.Provisioning.X509, time),
        .. options.Provisioning.IsLocal ? [] : Provisioner(options),
    ];

    /// <summary>What matters to who has the device's credential, and to nobody whom another process gives its modules.</summary>
    private static IEnumerable<Finding> Provisioner(ModuleIdentityOptions options) => [.. Cache(options.Cache.Directory), IdentityService()];

    private static IEnumerable<Finding> Files(ModuleIdentityOptions options, IEnumerable<string> files)
    {
        string?[] secrets = [.. files, options.Provisioning.SymmetricKey.KeyPath, options.Provisioning.EnrollmentGroup.KeyPath, options.Provisioning.X509.KeyPath, options.Keys.MasterKey.Path];
        foreach (string path in secrets.OfType<string>().Where(path => path.Length > 0).Select(Environment.ExpandEnvironmentVariables))
        {
            yield return OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & PrivateFile.Others) == 0
                ? Finding.Good("files", $"{path} is its owner's alone.")
                : Finding.Doubt("files", $"{path} can be read by others, and may hold a secret.", $"chmod 600 {path}");
        }
    }

    private static IEnumerable<Finding> Certificate(X509Options x509, TimeProvider time)
    {
        if (string.IsNullOrEmpty(x509.Path))
        {
            yield break;
        }

        string path = Environment.ExpandEnvironmentVariables(x509.Path);
        using X509Certificate2? certificate = Load(path, x509.Password);
        if (certificate is null)
        {
            yield break;
        }

        DateTimeOffset end = certificate.NotAfter;
        yield return end <= time.GetUtcNow()
            ? Finding.Bad("certificate", $"{path} expired at {end:u}.", "Get the device a new one.")
            : end <= time.GetUtcNow() + Soon
                ? Finding.Doubt("certificate", $"{path} expires at {end:u}.", "Get the device a new one before.")
                : Finding.Good("certificate", $"{path} is valid until {end:u}.");
    }

    private static X509Certificate2? Load(string path, string? password)
    {
        try
        {
            return X509Certificate2.GetCertContentType(path) == X509ContentType.Pfx
                ? X509CertificateLoader.LoadPkcs12FromFile(path, password)
                : X509CertificateLoader.LoadCertificateFromFile(path);
        }
        catch (CryptographicException)
        {
            // Whether it can be used at all is the validation's matter.
            return null;
        }
    }

    private static IEnumerable<Finding> Cache(string? directory)
    {
        if (string.IsNullOrEmpty(directory))
        {
            yield return Finding.Doubt(
                "cache", "Identities are not remembered: each start asks DPS and the registry.", "Set Cache:Directory, or StateDirectory= in the systemd unit.");
            yield break;
        }

        string folder = Environment.ExpandEnvironmentVariables(directory);
        if (!Directory.Exists(folder))
        {
            yield return Finding.Good("cache", $"{folder} will be made with mode 0700.");
            yield break;
        }

        foreach (string path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            yield return PrivateFile.WhyUntrusted(path) is { } reason
                ? Finding.Doubt("cache", $"{reason}. It is not trusted: the device provisions again at each start.", $"chown and chmod 600 {path}, or delete it.")
                : Finding.Good("cache", $"{path}{Mode(path)} is its owner's alone.");
        }
    }

    private static string Mode(string path) => OperatingSystem.IsWindows() ? "" : $" has mode {Convert.ToString((int)File.GetUnixFileMode(path), 8)}, and";

    private static Finding IdentityService() => IdentityServiceFiles.Find() is { } file
        ? Finding.Doubt(
            "identity service",
            $"The Azure IoT Identity Service manages this device too ({file} is there): it registers it, renews its certificate and may rotate its key.",
            "Let both have the same enrolment (--aziot /etc/aziot/config.toml), and let only one of them own each module.")
        : Finding.Good("identity service", "No other program manages this device.");
}
