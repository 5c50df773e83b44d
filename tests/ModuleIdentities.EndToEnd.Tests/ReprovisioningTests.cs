using Microsoft.Extensions.Configuration;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests;

/// <summary>Devices that are moved, deleted and disabled, and hubs whose answers get lost.</summary>
public sealed class ReprovisioningTests
{
    private const string SecondHub = "127.0.0.2";

    private readonly string _folder = Directory.CreateTempSubdirectory("moduleidentities-reprovisioning-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_device_that_is_moved_by_code_has_its_module_in_the_other_hub()
    {
        await using IotEmulator emulator = await StartTwoHubsAsync();
        ModuleIdentity before = await Thermostat.ProvisionAsync(Options(emulator), Cancellation);
        string other = emulator.Hubs.Select(hub => hub.HostName).Single(name => name != before.HubHostName);
        emulator.Enrollments.MoveTo(Emulated.RegistrationId, other);

        ModuleIdentity moved = await ModuleProvisioner.ReprovisionAsync(Options(emulator), "thermostat", Cancellation);

        Assert.Equal((other, ModuleIdentityOrigin.Created), (moved.HubHostName, moved.Origin));
        await using Thermostat thermostat = await Thermostat.ConnectAsync(Options(emulator), Cancellation);
        Assert.Equal((other, ModuleIdentityOrigin.Cached), (thermostat.Identity.HubHostName, thermostat.Identity.Origin));
    }

    [Fact]
    public async Task A_device_that_was_moved_finds_out_when_its_old_hub_refuses_it()
    {
        await using IotEmulator emulator = await StartTwoHubsAsync();
        ModuleIdentity before = await Thermostat.ProvisionAsync(Options(emulator), Cancellation);
        string other = emulator.Hubs.Select(hub => hub.HostName).Single(name => name != before.HubHostName);
        emulator.Enrollments.MoveTo(Emulated.RegistrationId, other);
        await emulator.Hubs[before.HubHostName].Devices.RemoveAsync(before.DeviceId, Cancellation);

        await using Thermostat thermostat = await Thermostat.ConnectAsync(Options(emulator), Cancellation);
        await thermostat.SendReadingAsync(1, null, Cancellation);

        Assert.Equal(other, thermostat.Identity.HubHostName);
        Assert.Single(emulator.Hubs[other].Devices.ListModules(before.DeviceId));
    }

    [Fact]
    public async Task A_create_whose_answer_is_lost_makes_one_module()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentityOptions options = Options(emulator, ("Keys:Kind", "DeviceKey"));
        emulator.Faults.Add(Fault.LoseAnswer() with { Operations = EmulatorOperations.CreateModule, Times = 1 });

        await using Thermostat thermostat = await Thermostat.ConnectAsync(options, Cancellation);

        Assert.Equal(ModuleIdentityOrigin.Existing, thermostat.Identity.Origin);
        Assert.Equal(thermostat.Identity.KeyFingerprint, Assert.Single(emulator.Devices.ListModules(Emulated.RegistrationId)).KeyFingerprint);
    }

    [Fact]
    public async Task A_create_that_is_throttled_is_repeated_and_the_read_before_it_is_not()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        emulator.Faults.Add(Fault.Refuse(HubErrorCode.ThrottlingException) with { Operations = EmulatorOperations.CreateModule, Times = 1 });

        await Thermostat.ProvisionAsync(Options(emulator), Cancellation);

        Assert.Equal(
            ["GET", "PUT", "PUT"],
            emulator.Journal.Entries.OfType<HttpRequestEntry>().Where(e => e.Target.Contains("/modules", StringComparison.Ordinal)).Select(e => e.Method));
    }

    [Fact]
    public async Task A_new_module_that_the_hub_refuses_for_a_moment_is_not_given_up()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        emulator.Faults.Add(Fault.RefuseConnect(5) with { ModuleId = "thermostat", Times = 2 });

        await using Thermostat thermostat = await Thermostat.ConnectAsync(Options(emulator), Cancellation);

        Assert.Equal(ModuleIdentityOrigin.Created, thermostat.Identity.Origin);
        Assert.Equal(2, emulator.Counters.Total);
    }

    [Theory]
    [InlineData(HubErrorCode.DeviceNotFound)]
    [InlineData(HubErrorCode.IotHubUnauthorizedAccess)]
    public async Task A_device_that_DPS_has_just_made_and_the_hub_does_not_know_everywhere_is_not_given_up(HubErrorCode answer)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        emulator.Faults.Add(Fault.Refuse(answer) with { Operations = EmulatorOperations.GetModule, Times = 2 });

        ModuleIdentity identity = await Thermostat.ProvisionAsync(Options(emulator), Cancellation);

        Assert.Equal((ModuleIdentityOrigin.Created, 1), (identity.Origin, Registrations(emulator)));
    }

    [Fact]
    public async Task A_disabled_device_asks_DPS_once_more_and_is_then_told_what_it_is()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentity identity = await Thermostat.ProvisionAsync(Options(emulator), Cancellation);
        await emulator.Devices.SetEnabledAsync(identity.DeviceId, false, Cancellation);

        ModuleIdentityException exception = await Assert.ThrowsAsync<ModuleIdentityException>(() => Thermostat.ConnectAsync(Options(emulator), Cancellation));

        Assert.Equal((ModuleIdentityErrorCode.CredentialRefused, 2), (exception.Code, Registrations(emulator)));
        Assert.Contains("disabled", exception.Message, StringComparison.Ordinal);
        await emulator.Devices.SetEnabledAsync(identity.DeviceId, true, Cancellation);
        await using Thermostat thermostat = await Thermostat.ConnectAsync(Options(emulator), Cancellation);
        Assert.Equal(identity.GenerationId, thermostat.Identity.GenerationId);
    }

    [Theory]
    [InlineData(1, "RequestRejected", false)]
    [InlineData(2, "RequestRejected", false)]
    [InlineData(3, "", true)]
    [InlineData(4, "CredentialRefused", false)]
    [InlineData(5, "CredentialRefused", false)]
    public async Task A_refusal_in_the_CONNACK_of_DPS_is_understood_like_one_in_an_answer(int code, string expected, bool isRepeated)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        FaultHandle refusal = emulator.Faults.Add(Fault.RefuseConnect(code) with { Times = isRepeated ? 1 : null });

        if (isRepeated)
        {
            await Thermostat.ProvisionAsync(Options(emulator), Cancellation);
        }
        else
        {
            ModuleIdentityException exception = await Assert.ThrowsAsync<ModuleIdentityException>(() => Thermostat.ProvisionAsync(Options(emulator), Cancellation));
            Assert.Equal(expected, exception.Code.ToString());
        }

        Assert.Equal(1, refusal.Hits);
    }

    [Fact]
    public async Task What_custom_allocation_returns_reaches_the_program_also_after_a_warm_start()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        string? received = null;
        IndividualEnrollment enrollment = emulator.Enrollments.AddSymmetricKey("custom-1", settings: new EnrollmentSettings
        {
            Allocation = AllocationPolicy.Custom,
            Allocate = (request, _) =>
            {
                received = request.Payload?.ToJsonString();
                return ValueTask.FromResult(new AllocationAnswer(emulator.Hubs[0].HostName)
                {
                    Payload = new System.Text.Json.Nodes.JsonObject { ["line"] = 4 },
                });
            },
        });
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(emulator.SettingsFor(enrollment))
            .AddInMemoryCollection(
            [
                new("ModuleIdentities:Cache:Directory", _folder),
                new("ModuleIdentities:Provisioning:Payload", """{"site":"north"}"""),
                new("ModuleIdentities:Provisioning:ModelId", "dtmi:com:example:Thermostat;1"),
            ])
            .Build();

        ModuleIdentity cold = await Thermostat.ProvisionAsync(emulator.Options(configuration), Cancellation);
        ModuleIdentity warm = await Thermostat.ProvisionAsync(emulator.Options(configuration), Cancellation);

        Assert.Equal("""{"site":"north","modelId":"dtmi:com:example:Thermostat;1"}""", received);
        Assert.Equal("""{"line":4}""", cold.ProvisioningPayload);
        Assert.Equal((ModuleIdentityOrigin.Cached, """{"line":4}"""), (warm.Origin, warm.ProvisioningPayload));
    }

    private static int Registrations(IotEmulator emulator) =>
        emulator.Journal.Entries.OfType<MqttPublishEntry>().Count(entry => entry.Topic.Contains("iotdps-register", StringComparison.Ordinal));

    private static Task<IotEmulator> StartTwoHubsAsync() =>
        IotEmulator.StartAsync(new IotEmulatorOptions { LinkedHubs = [SecondHub] }, Cancellation);

    private ModuleIdentityOptions Options(IotEmulator emulator, params (string, string)[] settings) =>
        emulator.Enroll([("Cache:Directory", _folder), .. settings]);
}
