using System.Diagnostics;
using System.Net.Security;
using System.Reflection;
using System.Text.Json;
using ModuleIdentities.Tests.Infrastructure;

namespace ModuleIdentities.Tests.Conventions;

/// <summary>A type that holds a secret shows it nowhere by itself: not as text, not in a debugger, not as JSON, not by conversion.</summary>
public sealed class SecretTypeTests
{
    private static readonly Assembly Library = typeof(ModuleClient).Assembly;

    public static TheoryData<string> Secrets => [.. Instances().Select(secret => secret.GetType().Name)];

    [Theory]
    [MemberData(nameof(Secrets))]
    public void A_secret_is_masked(string type)
    {
        object secret = Instances().Single(instance => instance.GetType().Name == type);

        Assert.Equal("***", secret.ToString());
        Assert.Equal("***", secret.GetType().GetCustomAttribute<DebuggerDisplayAttribute>(inherit: true)?.Value);
        if (secret is not ModuleSymmetricKey)
        {
            // That one is what the registry is told; it is written by a serializer of its own alone.
            string json = JsonSerializer.Serialize(secret, secret.GetType());
            Assert.DoesNotContain(Keys.Counting, json, StringComparison.Ordinal);
            Assert.DoesNotContain("PRIVATE", json, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_type_that_holds_a_secret_is_looked_at()
    {
        Type[] known = [.. Instances().Select(instance => instance.GetType())];
        IEnumerable<Type> holders = Library.GetTypes().Where(type => !type.IsNested && !type.IsAbstract && Fields(type).Any(field =>
            known.Contains(field) || field.IsAssignableTo(typeof(IKeySigner)) || field.IsAssignableTo(typeof(Credential)) || field.IsAssignableTo(typeof(ModuleSecret))
            || field == typeof(SslStreamCertificateContext)));

        // What uses a secret, and shows nothing of itself.
        string[] users =
        [
            nameof(DpsEnrollment), nameof(DeviceAssignment), nameof(ModuleIdentity), nameof(HubConnectionString), nameof(ModuleAuthentication),
            nameof(GivenModule), nameof(IdentityCache), nameof(MqttLink), nameof(ConnectionStringProvisioner),
            nameof(HttpRegistryTransport), nameof(LinkRequest), nameof(ServiceHttpClient), nameof(DpsHttpsTransport), nameof(SecretMaker),
        ];
        Assert.Empty(holders.Except(known).Select(type => type.Name).Except(users));
    }

    [Fact]
    public void What_uses_a_secret_shows_none()
    {
        SasCredential credential = new(SharedAccessKey.Parse(Keys.Counting));
        DeviceAssignment device = new("hub", "line-4", credential);
        ModuleSecrets secrets = new(new ModuleKey(SharedAccessKey.Parse(Keys.Counting)), null);
        ModuleIdentity identity = new("hub", "line-4", "thermostat", "1", secrets, ModuleIdentityOrigin.Given);
        string[] texts =
        [
            device.ToString(),
            new DpsEnrollment("dps", "0ne", "line-4", credential).ToString(),
            SecretMaker.Describe(secrets).ToString(),
            new ModuleRecord("line-4", "thermostat", Authentication: SecretMaker.Describe(secrets)).ToString(),
            identity.ToString(),
            JsonSerializer.Serialize(identity),
        ];

        Assert.All(texts, text => Assert.DoesNotContain(Keys.Counting, text, StringComparison.Ordinal));
    }

    [Fact]
    public void No_secret_turns_into_a_text_by_itself() => Assert.DoesNotContain(
        Library.GetTypes().SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)),
        method => method.Name == "op_Implicit" && method.ReturnType == typeof(string));

    private static object[] Instances()
    {
        SharedAccessKey key = SharedAccessKey.Parse(Keys.Counting);
        ModuleCertificate certificate = ModuleCertificate.Create("thermostat", TimeProvider.System);
        return
        [
            key,
            new SasCredential(key),
            new TpmCredential(new NoTpm(key)),
            certificate.Credential,
            new ModuleKey(key),
            certificate,
            new ModuleSecrets(new ModuleKey(key), certificate),
            new RemoteKey("3f8a1c90b2d4", "another process", new SasCredential(key)),
            new MasterKey(key),
            new DerivedModuleKey(new DerivedKeyName("line-4", "thermostat", "638", IsSecondary: false, ""), key),
            new ModuleSymmetricKey(Keys.Counting, Keys.Counting),
        ];
    }

    /// <summary>The keys of a TPM that is none.</summary>
    private sealed record NoTpm(IKeySigner DeviceKey) : ITpm
    {
        public IKeySigner OwnKey => DeviceKey;

        public Task<TpmIdentity> IdentifyAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IKeySigner> OpenChallengeAsync(byte[] encryptedKey, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task KeepDeviceKeyAsync(byte[] encryptedKey, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private static IEnumerable<Type> Fields(Type type) =>
        type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public).Select(field => field.FieldType);
}
