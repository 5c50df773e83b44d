using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;
using ModuleIdentities.Emulator;
using ModuleIdentities.EndToEnd.Tests.Connection;
using ModuleIdentities.EndToEnd.Tests.Connection.Faults;

namespace ModuleIdentities.EndToEnd.Tests.Local;

/// <summary>Modules from a stand-in of the Azure IoT Identity Service that has its limits.</summary>
public sealed class IdentityServiceTests
{
    private const int Applications = 50;

    private readonly string _folder = Directory.CreateTempSubdirectory("moduleidentities-aziot-").FullName;

    /// <summary>Settings for sockets that nobody listens at.</summary>
    private Dictionary<string, string?> OfNobody => new() { ["ModuleIdentities:Provisioning:IdentityService:Directory"] = _folder };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fifty_applications_that_start_at_once_on_ten_connections_all_come_up()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The Identity Service is for Linux.");
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using IdentityServiceStandIn service = await IdentityServiceStandIn.StartAsync(emulator, _folder, meetsItsLimit: true);

        ModuleClient[] modules = await Task.WhenAll(Enumerable.Range(0, Applications).Select(async number =>
        {
            // Each has options of its own, as each process would.
            ModuleClient module = new($"application-{number}");
            await module.ConnectAsync(Options(emulator, service), Cancellation);
            await module.SendTelemetryAsync(number, static (json, value) => json.WriteNumber("number", value), cancellationToken: Cancellation);
            return module;
        }));

        Assert.NotEqual(0, service.TurnedAway);
        Assert.Equal(Applications, emulator.Messages.Snapshot().Select(message => message.ModuleId).Distinct().Count());
        foreach (ModuleClient module in modules)
        {
            await module.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_module_of_another_principal_is_refused_with_the_name_of_the_users_own()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The Identity Service is for Linux.");
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await emulator.Devices.AddAsync("line-4", Cancellation);
        await emulator.Devices.AddModuleAsync("line-4", "IoTHubDeviceUpdate", Cancellation);
        await emulator.Devices.AddModuleAsync("line-4", "thermostat", Cancellation);
        await using IdentityServiceStandIn service = await IdentityServiceStandIn.StartAsync(emulator, _folder, principal: "thermostat");

        ModuleIdentity own = await ModuleProvisioner.ProvisionAsync(Options(emulator, service), "thermostat", Cancellation);
        ModuleIdentityException refusal = await Assert.ThrowsAsync<ModuleIdentityException>(
            () => ModuleProvisioner.ProvisionAsync(Options(emulator, service), "IoTHubDeviceUpdate", Cancellation));

        Assert.Equal("thermostat", own.ModuleId);
        Assert.Equal(ModuleIdentityErrorCode.AccessDenied, refusal.Code);
        Assert.Contains("has the module 'thermostat'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("[[principal]]", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_key_is_not_in_this_process()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The Identity Service is for Linux.");
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using IdentityServiceStandIn service = await IdentityServiceStandIn.StartAsync(emulator, _folder);

        ModuleIdentity identity = await ModuleProvisioner.ProvisionAsync(Options(emulator, service), "thermostat", Cancellation);

        Assert.Equal(ModuleIdentityErrorCode.RequestRejected, Assert.Throws<ModuleIdentityException>(identity.GetConnectionString).Code);
    }

    [Fact]
    public async Task A_module_that_was_made_anew_is_followed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The Identity Service is for Linux.");
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using IdentityServiceStandIn service = await IdentityServiceStandIn.StartAsync(emulator, _folder);
        await using Pump pump = await Pump.ConnectAsync(Options(emulator, service), Cancellation);
        await pump.SendAsync(0, Cancellation);

        // As aziot-identityd does when it reconciles (iot-identity-service #600).
        await emulator.Devices.RemoveModuleAsync("line-4", "pump", Cancellation);
        await emulator.Devices.AddModuleAsync("line-4", "pump", Cancellation);
        await pump.SendAsync(1, Cancellation);

        Assert.Equal([0, 1], Pump.NumbersOf(emulator));
    }

    [Fact]
    public async Task A_module_that_the_hub_has_lost_is_made_again_although_identityd_still_tells_of_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The Identity Service is for Linux.");
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using IdentityServiceStandIn service = await IdentityServiceStandIn.StartAsync(emulator, _folder);
        await (await Pump.ConnectAsync(Options(emulator, service), Cancellation)).DisposeAsync();

        await emulator.Devices.RemoveModuleAsync("line-4", "pump", Cancellation);
        await using Pump pump = await Pump.ConnectAsync(Options(emulator, service), Cancellation);
        await pump.SendAsync(1, Cancellation);

        Assert.Equal([1], Pump.NumbersOf(emulator));
    }

    [Fact]
    public async Task A_principal_whose_module_is_not_made_yet_is_told_so()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The Identity Service is for Linux.");
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using IdentityServiceStandIn service = await IdentityServiceStandIn.StartAsync(emulator, _folder, principal: "thermostat");

        ModuleIdentityException failure = await RunOutOfTimeAsync(
            emulator, service.Settings, options => ModuleProvisioner.ProvisionAsync(options, "thermostat", Cancellation));

        Assert.Equal((ModuleIdentityErrorCode.ServiceFailed, true), (failure.Code, failure.IsTransient));
        Assert.Contains("has no module 'thermostat'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("aziotctl system reprovision", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_module_more_than_a_device_may_have_is_refused_at_once()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The Identity Service is for Linux.");
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using IdentityServiceStandIn service = await IdentityServiceStandIn.StartAsync(emulator, _folder);
        for (int i = 0; i < Applications; i++)
        {
            await emulator.Devices.AddModuleAsync("line-4", $"application-{i}", Cancellation);
        }

        ModuleIdentityException refusal = await Assert.ThrowsAsync<ModuleIdentityException>(
            () => ModuleProvisioner.ProvisionAsync(Options(emulator, service), "thermostat", Cancellation));

        Assert.Equal(ModuleIdentityErrorCode.QuotaExceeded, refusal.Code);
        Assert.Contains("at most 50 modules", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("413003", refusal.ServiceErrorCode);
    }

    [Fact]
    public async Task A_key_has_one_fingerprint_whatever_its_handle()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The Identity Service is for Linux.");
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using IdentityServiceStandIn service = await IdentityServiceStandIn.StartAsync(emulator, _folder);

        ModuleIdentity first = await ModuleProvisioner.ProvisionAsync(Options(emulator, service), "thermostat", Cancellation);
        ModuleIdentity second = await ModuleProvisioner.ProvisionAsync(Options(emulator, service), "thermostat", Cancellation);
        await emulator.Devices.RemoveModuleAsync("line-4", "thermostat", Cancellation);
        await emulator.Devices.AddModuleAsync("line-4", "thermostat", Cancellation);
        ModuleIdentity another = await ModuleProvisioner.ProvisionAsync(Options(emulator, service), "thermostat", Cancellation);

        Assert.Equal(first.KeyFingerprint, second.KeyFingerprint);
        Assert.NotEqual(first.KeyFingerprint, another.KeyFingerprint);
    }

    [Fact]
    public async Task Who_connects_is_told_of_a_service_that_is_not_there_and_not_that_the_time_is_over()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The Identity Service is for Linux.");
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);

        ModuleIdentityException failure = await RunOutOfTimeAsync(
            emulator, OfNobody, options => new ModuleClient("thermostat").ConnectAsync(options, Cancellation));

        Assert.Equal(ModuleIdentityErrorCode.Unreachable, failure.Code);
        Assert.Contains(Path.Combine(_folder, "identityd.sock"), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_told_by_its_socket_and_is_worth_another_try()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The Identity Service is for Linux.");
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);

        ModuleIdentityException failure = await RunOutOfTimeAsync(
            emulator, OfNobody, options => ModuleProvisioner.ProvisionAsync(options, "thermostat", Cancellation));
        Assert.Equal((ModuleIdentityErrorCode.Unreachable, true), (failure.Code, failure.IsTransient));
        Assert.Contains(Path.Combine(_folder, "identityd.sock"), failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Lets all its time pass for something that has failed and is to be tried again.</summary>
    private static async Task<ModuleIdentityException> RunOutOfTimeAsync(
        IotEmulator emulator, IReadOnlyDictionary<string, string?> settings, Func<ModuleIdentityOptions, Task> work)
    {
        FakeTimeProvider clock = VirtualTime.Begin();
        TaskCompletionSource hasFailed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ModuleIdentityOptions options = emulator.Options(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), (eventId, _) =>
        {
            if (eventId.Name == "Retrying")
            {
                hasFailed.TrySetResult();
            }
        });
        options.TimeProvider = clock;
        Task working = work(options);
        await hasFailed.Task.WaitAsync(Cancellation);
        clock.Advance(options.Provisioning.Timeout);
        return await Assert.ThrowsAsync<ModuleIdentityException>(() => working);
    }

    private static ModuleIdentityOptions Options(IotEmulator emulator, IdentityServiceStandIn service) =>
        emulator.Options(new ConfigurationBuilder().AddInMemoryCollection(service.Settings).Build());
}
