using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ModuleIdentities.Emulator;
using ModuleIdentities.EndToEnd.Tests.Local;

namespace ModuleIdentities.EndToEnd.Tests;

/// <summary>One way in which a device can prove itself: how the emulator is made to know it, and what the device is configured with.</summary>
/// <param name="Name">What docs/attestation.md calls it.</param>
/// <param name="Keys">The configuration keys that it takes, below <c>ModuleIdentities</c>.</param>
/// <param name="Enroll">Makes the emulator know the device and returns its settings; the text is a folder for files, or how the TPM is reached.</param>
internal sealed record AttestationCase(string Name, string Keys, Func<IotEmulator, string, Task<IReadOnlyDictionary<string, string?>>> Enroll)
{
    /// <summary>What the page calls the ways to the Device Provisioning Service.</summary>
    public const string Mqtt = "MQTT", MqttWebSocket = "MQTT over WebSocket", Https = "HTTPS, then MQTT";

    /// <summary>The device.</summary>
    public const string Device = "line-4";

    /// <summary>A word that no message has by chance: the canary looks for it everywhere.</summary>
    private static readonly string PfxPassword = Guid.NewGuid().ToString("N");

    private const string Section = "ModuleIdentities:";

    /// <summary>The ways of a program that has the credential itself, in the order of the page.</summary>
    public static IReadOnlyList<AttestationCase> Own { get; } =
    [
        new("Individual enrolment, symmetric key", "`Provisioning:SymmetricKey`", (emulator, _) =>
            Task.FromResult(emulator.SettingsFor(emulator.Enrollments.AddSymmetricKey(Device)))),
        new("Enrolment group, key derived elsewhere", "`Provisioning:SymmetricKey`", (emulator, _) =>
            Task.FromResult(emulator.SettingsFor(emulator.Enrollments.AddGroup("fleet"), Device))),
        new("Enrolment group, key derived on the device", "`Provisioning:EnrollmentGroup`", (emulator, _) =>
            Task.FromResult(emulator.SettingsFor(emulator.Enrollments.AddGroup("fleet"), Device, withGroupKey: true))),
        new("Key in a file", "`Provisioning:SymmetricKey:KeyPath`", KeyFileAsync),
        new("Key in a systemd credential", "`Provisioning:SymmetricKey:KeyPath`", KeyCredentialAsync),
        new("Individual enrolment, X.509 certificate in PEM", "`Provisioning:X509:Path`", (emulator, folder) =>
        {
            TestCertificate certificate = TestCertificateAuthority.IssueSelfSigned(Device);
            emulator.Enrollments.AddX509(certificate.Certificate);
            return Task.FromResult(emulator.SettingsFor(certificate, certificate.SaveAsPem(Path.Combine(folder, "device.pem"))));
        }),
        new("Individual enrolment, X.509 certificate in PEM, its key encrypted in a file of its own", "`Provisioning:X509:Path`, `Provisioning:X509:KeyPath`, `Provisioning:X509:Password`", EncryptedKeyAsync),
        new("Individual enrolment, X.509 certificate in PFX", "`Provisioning:X509:Path`, `Provisioning:X509:Password`", PfxAsync),
        new("Individual enrolment, X.509 certificate in the system's store", "`Provisioning:X509:Thumbprint`", (emulator, folder) =>
        {
            TestCertificate certificate = TestCertificateAuthority.IssueSelfSigned(Device);
            emulator.Enrollments.AddX509(certificate.Certificate);
            return Task.FromResult<IReadOnlyDictionary<string, string?>>(SettingsForStore(emulator, certificate, folder));
        }),
        new("Enrolment group, X.509 certificate with an intermediate in PEM", "`Provisioning:X509:Path`", (emulator, folder) =>
        {
            TestCertificate certificate = IssueThroughIntermediate(emulator);
            return Task.FromResult(emulator.SettingsFor(certificate, certificate.SaveAsPem(Path.Combine(folder, "device.pem"))));
        }),
        new("Enrolment group, X.509 certificate with an intermediate in PFX", "`Provisioning:X509:Path`, `Provisioning:X509:Password`", (emulator, folder) =>
            Task.FromResult<IReadOnlyDictionary<string, string?>>(SettingsForPfx(emulator, IssueThroughIntermediate(emulator), folder))),
        new("Enrolment group, X.509 certificate with an intermediate in the system's stores", "`Provisioning:X509:Thumbprint`", (emulator, folder) =>
            Task.FromResult<IReadOnlyDictionary<string, string?>>(SettingsForStore(emulator, IssueThroughIntermediate(emulator), folder))),
        new("Device connection string, key", "`Provisioning:ConnectionString`", async (emulator, _) =>
            emulator.SettingsFor(await emulator.Devices.AddAsync(Device))),
        new("Device connection string, X.509 certificate", "`Provisioning:ConnectionString`, `Provisioning:X509:Path`", async (emulator, folder) =>
        {
            TestCertificate certificate = TestCertificateAuthority.IssueSelfSigned(Device);
            string connectionString = await emulator.Devices.AddX509Async(Device, certificate.Certificate);
            return emulator.SettingsFor(connectionString, certificate.SaveAsPem(Path.Combine(folder, "device.pem")));
        }),
        new("Module connection string, key", "`Provisioning:ConnectionString`", async (emulator, _) =>
        {
            await emulator.Devices.AddAsync(Device);
            return emulator.SettingsFor(await emulator.Devices.AddModuleAsync(Device, "thermostat"));
        }),
        new("Module connection string, X.509 certificate", "`Provisioning:ConnectionString`, `Provisioning:X509:Path`", async (emulator, folder) =>
        {
            TestCertificate certificate = TestCertificateAuthority.IssueSelfSigned("thermostat");
            await emulator.Devices.AddAsync(Device);
            await emulator.Devices.AddX509ModuleAsync(Device, "thermostat", certificate.Certificate);
            return emulator.SettingsFor(
                $"HostName={emulator.HostName};DeviceId={Device};ModuleId=thermostat;x509=true", certificate.SaveAsPem(Path.Combine(folder, "module.pem")));
        }),
    ];

    /// <summary>Starts the process that has the device's credential and gives the module to the program; null when the program has the credential itself.</summary>
    public Func<IotEmulator, IReadOnlyDictionary<string, string?>, string, Task<IModuleGiver>>? Giver { get; init; }

    /// <summary>The transports over which the service takes it.</summary>
    public IReadOnlyList<string> Transports { get; init; } = [Mqtt, MqttWebSocket, Https];

    /// <summary>Whether it takes a TPM, of which it is told the way in the place of a folder.</summary>
    public bool TakesTpm { get; init; }

    public override string ToString() => Name;

    private static Task<IReadOnlyDictionary<string, string?>> KeyFileAsync(IotEmulator emulator, string folder)
    {
        IndividualEnrollment enrollment = emulator.Enrollments.AddSymmetricKey(Device);
        string path = Path.Combine(folder, "enrolment.key");
        File.WriteAllText(path, $"{enrollment.PrimaryKey}\n");
        Dictionary<string, string?> settings = new(emulator.SettingsFor(enrollment));
        settings.Remove(Section + "Provisioning:SymmetricKey:PrimaryKey");
        settings[Section + "Provisioning:SymmetricKey:KeyPath"] = path;
        return Task.FromResult<IReadOnlyDictionary<string, string?>>(settings);
    }

    private static Task<IReadOnlyDictionary<string, string?>> PfxAsync(IotEmulator emulator, string folder)
    {
        TestCertificate certificate = TestCertificateAuthority.IssueSelfSigned(Device);
        emulator.Enrollments.AddX509(certificate.Certificate);
        return Task.FromResult<IReadOnlyDictionary<string, string?>>(SettingsForPfx(emulator, certificate, folder));
    }

    /// <summary>What systemd does for <c>LoadCredential=device-key</c>: a directory that only the service can read, named in its environment.</summary>
    private static async Task<IReadOnlyDictionary<string, string?>> KeyCredentialAsync(IotEmulator emulator, string folder)
    {
        Dictionary<string, string?> settings = new(await KeyFileAsync(emulator, folder));
        Environment.SetEnvironmentVariable("CREDENTIALS_DIRECTORY", folder);
        settings[Section + "Provisioning:SymmetricKey:KeyPath"] = "%CREDENTIALS_DIRECTORY%/enrolment.key";
        return settings;
    }

    private static async Task<IReadOnlyDictionary<string, string?>> EncryptedKeyAsync(IotEmulator emulator, string folder)
    {
        TestCertificate certificate = TestCertificateAuthority.IssueSelfSigned(Device);
        emulator.Enrollments.AddX509(certificate.Certificate);
        string path = Path.Combine(folder, "device.pem");
        string keyPath = Path.Combine(folder, "device.key");
        await File.WriteAllTextAsync(path, certificate.Certificate.ExportCertificatePem());
        PbeParameters encryption = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 10_000);
        await File.WriteAllTextAsync(keyPath, certificate.Certificate.GetECDsaPrivateKey()!.ExportEncryptedPkcs8PrivateKeyPem(PfxPassword, encryption));
        return new Dictionary<string, string?>(emulator.SettingsFor(certificate, Path.Combine(folder, "whole.pem")))
        {
            [Section + "Provisioning:X509:Path"] = path,
            [Section + "Provisioning:X509:KeyPath"] = keyPath,
            [Section + "Provisioning:X509:Password"] = PfxPassword,
        };
    }

    private static Dictionary<string, string?> SettingsForStore(IotEmulator emulator, TestCertificate certificate, string folder)
    {
        string pfx = SavePfx(certificate, folder);
        X509Certificate2 kept = X509CertificateLoader.LoadPkcs12FromFile(pfx, PfxPassword, X509KeyStorageFlags.PersistKeySet | X509KeyStorageFlags.Exportable);
        using X509Store store = new(StoreName.My, StoreLocation.CurrentUser, OpenFlags.ReadWrite);
        store.Add(kept);
        using X509Store authorities = new(StoreName.CertificateAuthority, StoreLocation.CurrentUser, OpenFlags.ReadWrite);
        authorities.AddRange(certificate.Intermediates);
        Dictionary<string, string?> settings = new(emulator.SettingsFor(certificate, Path.Combine(folder, "device.pem")));
        settings.Remove(Section + "Provisioning:X509:Path");
        settings[Section + "Provisioning:X509:Thumbprint"] = kept.Thumbprint;
        return settings;
    }

    private static TestCertificate IssueThroughIntermediate(IotEmulator emulator)
    {
        TestCertificateAuthority root = TestCertificateAuthority.CreateRoot();
        emulator.Enrollments.AddX509Group("fleet", root.Certificate);
        return root.CreateIntermediate().Issue(Device);
    }

    private static Dictionary<string, string?> SettingsForPfx(IotEmulator emulator, TestCertificate certificate, string folder) =>
        new(emulator.SettingsFor(certificate, Path.Combine(folder, "device.pem")))
        {
            [Section + "Provisioning:X509:Path"] = SavePfx(certificate, folder),
            [Section + "Provisioning:X509:Password"] = PfxPassword,
        };

    private static string SavePfx(TestCertificate certificate, string folder)
    {
        X509Certificate2Collection all = [certificate.Certificate, .. certificate.Intermediates];
        string path = Path.Combine(folder, "device.pfx");
        File.WriteAllBytes(path, all.Export(X509ContentType.Pkcs12, PfxPassword)!);
        return path;
    }
}
