using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests;

/// <summary>The table of docs/attestation.md that says what modules prove themselves with: each row is made of what happens.</summary>
public sealed class ModuleKeyPageTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("moduleidentities-keys-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("HubKey", "`HubKey` (default)")]
    [InlineData("DeviceKey", "`DeviceKey`")]
    [InlineData("DerivedKey", "[`DerivedKey`](derived-keys.md)")]
    [InlineData("Certificate", "`Certificate`")]
    public async Task The_page_says_of_each_kind_what_happens(string kind, string name)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentity identity = await Thermostat.ProvisionAsync(Options(emulator, kind), Cancellation);
        RegisteredModule known = (await ModuleProvisioner.FindAsync(Options(emulator, kind), "thermostat", Cancellation))!;
        string[] kept = Unseal(emulator, identity);

        Assert.Equal(identity.KeyFingerprint, known.PrimaryFingerprint);
        Assert.Equal(kept.Length, known.SecondaryFingerprint is null ? 1 : 2);
        bool isKept = kept.All(text => Reads(text, identity));
        string maker = Sends(emulator, "primaryKey") || Sends(emulator, "primaryThumbprint") ? "the device" : "the hub";
        (string hub, string device) = (known.Authentication, kept.Length) switch
        {
            ("selfSigned", 1) => ("the thumbprint", isKept ? "the certificate with its key, sealed" : "no key"),
            ("sas", 2) => ("both keys", isKept ? "both keys, sealed" : "no key"),
            var other => ($"{other}", $"{other}"),
        };
        string row = $"| {name} | {maker}{(isKept ? "" : ", from its master key")} | {hub} | {device} |";
        Assert.Contains(row, File.ReadLines(Path.Combine(Repository.Root, "docs", "attestation.md")));
    }

    /// <summary>Whether the device tells the hub a secret of its own making.</summary>
    private static bool Sends(IotEmulator emulator, string member) => emulator.Journal.Entries.OfType<HttpRequestEntry>()
        .Any(request => request.Method == "PUT" && Encoding.UTF8.GetString(request.Body.Span).Contains($"\"{member}\":\"", StringComparison.Ordinal));

    /// <summary>Whether a text is a secret of the module's kind, with which it can prove itself.</summary>
    private static bool Reads(string text, ModuleIdentity identity)
    {
        byte[] bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out int length))
        {
            return false;
        }

        if (identity.GetCertificatePem() is null)
        {
            return length is >= 16 and <= 64;
        }

        using X509Certificate2 certificate = X509CertificateLoader.LoadPkcs12(bytes.AsSpan(0, length), null, X509KeyStorageFlags.EphemeralKeySet);
        return certificate.HasPrivateKey;
    }

    /// <summary>Opens the file of the module's secrets as docs/configuration.md has it: AES-256-GCM under a secret that the device's own key gives.</summary>
    private string[] Unseal(IotEmulator emulator, ModuleIdentity identity)
    {
        byte[] file = File.ReadAllBytes(Assert.Single(Directory.GetFiles(Path.Combine(_folder, "modules"), "*.key")));
        byte[] deviceKey = Convert.FromBase64String(emulator.Enrollments.Find(Emulated.RegistrationId)!.PrimaryKey!);
        using AesGcm aes = new(HMACSHA256.HashData(deviceKey, "ModuleIdentities cache 1"u8), 16);
        byte[] plain = new byte[file.Length - 28];
        aes.Decrypt(
            file.AsSpan(0, 12),
            file.AsSpan(28),
            file.AsSpan(12, 16),
            plain,
            Encoding.UTF8.GetBytes($"{identity.HubHostName}\n{identity.DeviceId}\n{identity.ModuleId}\n{identity.GenerationId}"));
        return Encoding.UTF8.GetString(plain).Split('\n');
    }

    private ModuleIdentityOptions Options(IotEmulator emulator, string kind) =>
        emulator.Enroll(("Cache:Directory", _folder), ("Keys:Kind", kind), ("Keys:MasterKey:Path", kind == "DerivedKey" ? MasterKeyFile.Path : ""));
}
