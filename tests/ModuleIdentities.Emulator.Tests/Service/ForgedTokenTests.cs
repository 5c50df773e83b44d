using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Time.Testing;
using ModuleIdentities.Emulator.Service;
using ModuleIdentities.Emulator.Service.Authorization;
using ModuleIdentities.Emulator.Service.Provisioning;
using ModuleIdentities.Emulator.State;

namespace ModuleIdentities.Emulator.Tests.Service;

/// <summary>Tokens made of every right and wrong part, against what the rules say of each.</summary>
public sealed class ForgedTokenTests : IAsyncLifetime
{
    private const string Host = "127.0.0.1";
    private const string Stranger = "c3RyYW5nZXIgc3RyYW5nZXIgc3RyYW5nZXIgc3RyYW4=";

    private static readonly Func<string, string>[] Encodings =
    [
        Uri.EscapeDataString,
        text => text,
        text => Uri.EscapeDataString(text).ToLowerInvariant(),
        text => Uri.EscapeDataString(Uri.EscapeDataString(text)),
        text => text.ToUpperInvariant(),
        text => text.Replace("/", "%2f", StringComparison.Ordinal),
    ];

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
    private EmulatorRoot _root = null!;
    private string _device = "";
    private string _module = "";

    public async ValueTask InitializeAsync()
    {
        _root = new EmulatorRoot(new IotEmulatorOptions { TimeProvider = _time }, new MemoryStateStore());
        EmulatedDevices devices = new(_root.Hubs[0]);
        _device = Client.KeyOf(await devices.AddAsync("d", TestContext.Current.CancellationToken));
        _module = Client.KeyOf(await devices.AddModuleAsync("d", "m", TestContext.Current.CancellationToken));
        await devices.AddAsync("dd", TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public void A_connection_is_admitted_by_its_own_key_for_its_own_resource_in_its_own_time_alone()
    {
        string[] scopes = [Host, $"{Host}/devices", $"{Host}/devices/d", $"{Host}/devices/d/modules/m", $"{Host}/devices/dd", $"{Host}/device", "127.0.0.2", $"{Host}/devices/d/modules", ""];
        string[] keys = [_device, _module, IotEmulator.DevelopmentKey, Stranger];
        string?[] policies = [null, "iothubowner", "device", "service", "nobody"];
        Prop.ForAll(
            Gen.Elements(scopes).Zip(Gen.Elements(keys)).Zip(Gen.Elements(policies)).ToArbitrary(),
            Gen.Choose(-900, 900).Zip(Gen.Choose(0, Encodings.Length - 1)).Zip(Gen.Elements(false, true)).ToArbitrary(),
            (who, how) =>
            {
                (((string scope, string key), string? policy), ((int seconds, int encoding), bool isModule)) = (who, how);
                string token = Client.Token(scope, key, _time.GetUtcNow().AddSeconds(seconds), policy, Encodings[encoding]);
                string resource = isModule ? $"{Host}/devices/d/modules/m" : $"{Host}/devices/d";
                bool covers = scope.Length > 0 && $"{resource}/".StartsWith($"{scope}/", StringComparison.Ordinal);
                bool isKey = policy is null ? key == (isModule ? _module : _device) : key == IotEmulator.DevelopmentKey && policy is "iothubowner" or "device";
                bool expected = covers && isKey && seconds >= -300;
                return expected == IsAdmitted(token, new PrincipalId("d", isModule ? "m" : null));
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }

    [Fact]
    public void A_registration_is_admitted_by_its_own_key_for_its_own_scope_in_its_own_time_alone()
    {
        EmulatedEnrollments enrollments = new(_root.Enrollments, _root.EnrollmentService, _root.Allocator, _time);
        string own = enrollments.AddSymmetricKey("line-4").PrimaryKey!;
        EnrollmentGroup group = enrollments.AddGroup("fleet");
        string idScope = IotEmulator.DefaultIdScope;
        string[] scopes = [idScope, $"{idScope}/registrations/line-4", $"{idScope}/registrations/line-5", $"{idScope}/registrations/line", "0ne00FFFFFF/registrations/line-4"];
        string[] keys = [own, group.PrimaryKey!, group.DeriveKey("line-4"), group.DeriveKey("line-5"), Stranger];
        AttestationVerifier verifier = new(_root.Provisioning.Settings, _root.Enrollments, new TpmChallenges(), _time);
        Prop.ForAll(
            Gen.Elements(scopes).Zip(Gen.Elements(keys)).Zip(Gen.Elements("registration", "iothubowner", null)).ToArbitrary(),
            Gen.Choose(-900, 900).Zip(Gen.Elements("line-4", "line-5")).ToArbitrary(),
            (who, how) =>
            {
                (((string scope, string key), string? name), (int seconds, string registrationId)) = (who, how);
                Assert.True(SasToken.TryParse(Client.Token(scope, key, _time.GetUtcNow().AddSeconds(seconds), name), out SasToken? token));
                bool covers = $"{idScope}/registrations/{registrationId}/".StartsWith($"{scope}/", StringComparison.Ordinal);

                // The individual enrolment of line-4 keeps the group's key for it out.
                bool isKey = key == (registrationId == "line-4" ? own : group.DeriveKey("line-5"));
                bool expected = covers && isKey && name == "registration" && seconds >= -300;
                return expected == Admits(() => verifier.Verify(new ProvisioningCaller(idScope, registrationId, token)));
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }

    [Theory]
    [InlineData("99999999999")]
    [InlineData("9223372036854775807")]
    [InlineData("253402300799")]
    public void A_token_of_the_far_future_is_a_token(string expiry)
    {
        string signature = Uri.EscapeDataString(Convert.ToBase64String(System.Security.Cryptography.HMACSHA256.HashData(
            Convert.FromBase64String(_device), System.Text.Encoding.UTF8.GetBytes($"{Host}\n{expiry}"))));

        Assert.True(IsAdmitted($"SharedAccessSignature sr={Host}&sig={signature}&se={expiry}", new PrincipalId("d")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("SharedAccessSignature")]
    [InlineData("SharedAccessSignature sr=a&sr=a&sig=x&se=1")]
    [InlineData("SharedAccessSignature sr=a&sig=x&se=-1")]
    [InlineData("SharedAccessSignature sr=a&sig=x&se=99999999999999999999")]
    [InlineData("SharedAccessSignature sr=a&sig=x&se=1e9")]
    [InlineData("Bearer sr=a&sig=x&se=1")]
    public void What_is_no_token_is_none(string text) => Assert.False(SasToken.TryParse(text, out _));

    private static bool Admits(Action admit)
    {
        try
        {
            admit();
            return true;
        }
        catch (Exception exception) when (exception is HubRefusedException or ProvisioningRefusedException)
        {
            return false;
        }
    }

    private bool IsAdmitted(string text, PrincipalId principal) => SasToken.TryParse(text, out SasToken? token)
        && Admits(() => _root.Hubs[0].Authorizer.AdmitConnection(new HubCaller(token), principal));
}
