using System.Diagnostics;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using ModuleIdentities.Canary;
using ModuleIdentities.Tests.Infrastructure;

namespace ModuleIdentities.Tests.Cache;

/// <summary>What is in the cache is as it was written by this device, or it is named and not trusted.</summary>
public sealed class IdentityCacheTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("moduleidentities-cache-").FullName;
    private readonly Warnings _warnings = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("key")]
    [InlineData("rsa")]
    [InlineData("ecdsa")]
    [InlineData("chip")]
    public async Task What_was_written_is_read_again_with_any_credential_of_the_device(string kind)
    {
        Credential credential = Create(kind);
        await Cache(credential).WriteModuleAsync(Identity(), Cancellation);

        ModuleIdentity? read = await Cache(credential).ReadModuleAsync("thermostat", Cancellation);

        Assert.NotNull(read);
        Assert.Equal(Identity().Secrets.Fingerprint, read.Secrets.Fingerprint);
        Assert.Equal(("638", ModuleIdentityOrigin.Cached, """{"line":4}"""), (read.GenerationId, read.Origin, read.ProvisioningPayload));
        Assert.Equal(kind == "chip", File.Exists(Path.Combine(_folder, "seal.key")));
        Assert.Empty(_warnings.Messages);
    }

    [Fact]
    public async Task A_certificate_of_a_module_survives_with_its_private_key()
    {
        ModuleSecrets secrets = new(ModuleCertificate.Create("thermostat", TimeProvider.System), ModuleCertificate.Create("thermostat", TimeProvider.System));
        await Cache(Create("key")).WriteModuleAsync(Identity(secrets), Cancellation);

        ModuleIdentity? read = await Cache(Create("key")).ReadModuleAsync("thermostat", Cancellation);

        Assert.Equal(secrets.Fingerprint, read?.Secrets.Fingerprint);
        Assert.True(read?.Credential.Certificate?.TargetCertificate.HasPrivateKey);
    }

    [Fact]
    public async Task Nothing_of_a_module_that_is_forgotten_stays()
    {
        IdentityCache cache = Cache(Create("key"));
        await cache.WriteModuleAsync(Identity(), Cancellation);
        await cache.WriteRequestAsync("thermostat", "1", Cancellation);

        cache.ForgetModule("thermostat");

        Assert.Empty(Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Another_devices_credential_opens_nothing()
    {
        await Cache(Create("key")).WriteModuleAsync(Identity(), Cancellation);

        Assert.Null(await Cache(new SasCredential(SharedAccessKey.Parse(Keys.Other))).ReadModuleAsync("thermostat", Cancellation));
        Assert.Contains("was not sealed by this device's credential", Assert.Single(_warnings.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_enrolment_finds_nothing()
    {
        await Cache(Create("key")).WriteModuleAsync(Identity(), Cancellation);
        IdentityCache other = new(_folder, "another", Create("key"), Maker, _warnings);

        Assert.Null(await other.ReadModuleAsync("thermostat", Cancellation));
        Assert.Contains("another version or enrolment", Assert.Single(_warnings.Messages), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CachedFacts.CurrentVersion - 1)]
    [InlineData(CachedFacts.CurrentVersion + 1)]
    public async Task Another_version_is_named_and_not_trusted(int version)
    {
        await Cache(Create("key")).WriteModuleAsync(Identity(), Cancellation);
        string file = Directory.GetFiles(_folder, "modules/*.json").Single();
        CachedFacts facts = CachedFacts.Deserialize(await File.ReadAllBytesAsync(file, Cancellation), "source")!;
        await File.WriteAllBytesAsync(file, (facts with { Version = version }).Serialize(), Cancellation);

        Assert.Null(await Cache(Create("key")).ReadModuleAsync("thermostat", Cancellation));
        Assert.Contains("belongs to another version", Assert.Single(_warnings.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Facts_are_for_people_and_have_no_secret()
    {
        await Cache(Create("key")).WriteModuleAsync(Identity(), Cancellation);

        string[] facts = await File.ReadAllLinesAsync(Directory.GetFiles(_folder, "modules/*.json").Single(), Cancellation);

        Assert.Contains("""  "hubHostName": "contoso.azure-devices.net",""", facts);
        Assert.Contains("""    "moduleId": "thermostat",""", facts);
        Assert.DoesNotContain(facts, line => line.Contains(Keys.Other, StringComparison.Ordinal) || line.Contains(Keys.Counting, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("modules/*.json", "damaged")]
    [InlineData("modules/*.key", "was not sealed")]
    public async Task Each_flipped_bit_is_noticed(string pattern, string reason)
    {
        IdentityCache cache = Cache(Create("key"));
        await cache.WriteModuleAsync(Identity(), Cancellation);
        string file = Directory.GetFiles(_folder, pattern).Single();
        byte[] content = await File.ReadAllBytesAsync(file, Cancellation);
        for (int i = 0; i < content.Length; i++)
        {
            byte[] damaged = [.. content];
            damaged[i] ^= 1;
            await File.WriteAllBytesAsync(file, damaged, Cancellation);

            Assert.Null(await cache.ReadModuleAsync("thermostat", Cancellation));
        }

        Assert.Equal(content.Length, _warnings.Messages.Count);
        Assert.Contains(reason, _warnings.Messages[0], StringComparison.Ordinal);
        Assert.All(_warnings.Messages, message => Assert.Contains(file, message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("modules/*.json", UnixFileMode.GroupRead, "chmod 600")]
    [InlineData("modules/*.key", UnixFileMode.OtherWrite, "chmod 600")]
    [InlineData("modules", UnixFileMode.GroupWrite, "chmod 700")]
    public async Task What_others_can_get_at_is_not_trusted(string pattern, UnixFileMode open, string advice)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        IdentityCache cache = Cache(Create("key"));
        await cache.WriteModuleAsync(Identity(), Cancellation);
        string path = Directory.GetFileSystemEntries(_folder, pattern).Single();
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | open);
        }

        Assert.Null(await cache.ReadModuleAsync("thermostat", Cancellation));

        Assert.Contains(advice, Assert.Single(_warnings.Messages), StringComparison.Ordinal);
        Assert.Contains(path, _warnings.Messages[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_belongs_to_somebody_else_is_not_trusted()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Only root can give a file away.");
        IdentityCache cache = Cache(Create("key"));
        await cache.WriteModuleAsync(Identity(), Cancellation);
        string file = Directory.GetFiles(_folder, "modules/*.json").Single();
        using (Process chown = Process.Start("chown", ["65534", file]))
        {
            await chown.WaitForExitAsync(Cancellation);
        }

        Assert.Null(await cache.ReadModuleAsync("thermostat", Cancellation));
        Assert.Contains("belongs to another user: chown it", Assert.Single(_warnings.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_is_private_from_the_moment_it_exists()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        IdentityCache cache = new(Path.Combine(_folder, "new"), "source", Create("chip"), Maker, _warnings);
        await cache.WriteAssignmentAsync(new DeviceAssignment("hub", "line-4", Create("chip")), Cancellation);
        await cache.WriteModuleAsync(Identity(), Cancellation);
        using IDisposable? claim = IdentityCache.Claim(Path.Combine(_folder, "new"), "thermostat");

        string[] files = Directory.GetFiles(Path.Combine(_folder, "new"), "*", SearchOption.AllDirectories);

        Assert.Equal(5, files.Length);
        if (!OperatingSystem.IsWindows())
        {
            foreach (string file in files)
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            }

            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(_folder, "new", "modules")));
        }
    }

    [Fact]
    public async Task What_a_killed_process_left_half_written_is_removed_and_what_may_be_another_ones_is_not()
    {
        IdentityCache cache = Cache(Create("key"));
        await cache.WriteModuleAsync(Identity(), Cancellation);
        string file = Directory.GetFiles(_folder, "modules/*.key").Single();
        await File.WriteAllTextAsync($"{file}.0123456789ab.tmp", "old", Cancellation);
        await File.WriteAllTextAsync($"{file}.ba9876543210.tmp", "new", Cancellation);
        File.SetLastWriteTimeUtc($"{file}.0123456789ab.tmp", TimeProvider.System.GetUtcNow().AddHours(-2).UtcDateTime);

        await cache.WriteModuleAsync(Identity(), Cancellation);

        Assert.Equal([$"{file}.ba9876543210.tmp"], Directory.GetFiles(_folder, "*.tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_costs_only_the_next_start()
    {
        string file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "", Cancellation);
        IdentityCache cache = new(Path.Combine(file, "below"), "source", Create("key"), Maker, _warnings);

        await cache.WriteModuleAsync(Identity(), Cancellation);

        Assert.All(_warnings.Messages, message => Assert.Contains("could not write", message, StringComparison.Ordinal));
        Assert.Null(await cache.ReadModuleAsync("thermostat", Cancellation));
    }

    private static SecretMaker Maker { get; } = new(ModuleKeyKind.HubKey, null, TimeProvider.System);

    private IdentityCache Cache(Credential credential) => new(_folder, "source", credential, Maker, _warnings);

    private static ModuleIdentity Identity(ModuleSecrets? secrets = null) => new(
        "contoso.azure-devices.net",
        "line-4",
        "thermostat",
        "638",
        secrets ?? new ModuleSecrets(new ModuleKey(SharedAccessKey.Parse(Keys.Other)), new ModuleKey(SharedAccessKey.Parse(Keys.Counting))),
        ModuleIdentityOrigin.Created)
    { ProvisioningPayload = """{"line":4}""" };

    private static Credential Create(string kind)
    {
        switch (kind)
        {
            case "key":
                return new SasCredential(SharedAccessKey.Parse(Keys.Counting));
            case "chip":
                return NoCredential.Instance;
            case "rsa":
                using (RSA rsa = RSA.Create(2048))
                {
                    return Wrap(new CertificateRequest("CN=line-4", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
                }

            default:
                using (ECDsa ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256))
                {
                    return Wrap(new CertificateRequest("CN=line-4", ecdsa, HashAlgorithmName.SHA256));
                }
        }
    }

    private static CertificateCredential Wrap(CertificateRequest request)
    {
        X509Certificate2 certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        return new CertificateCredential(SslStreamCertificateContext.Create(certificate, null, offline: true));
    }

    private sealed class Warnings : ILogger
    {
        public List<string> Messages { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            CanaryLogger.Instance.Log(logLevel, eventId, state, exception, formatter);
            Messages.Add(formatter(state, exception));
        }
    }
}
