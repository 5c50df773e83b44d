using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;
using ModuleIdentities.Emulator;
using ModuleIdentities.EndToEnd.Tests.Connection;
using ModuleIdentities.EndToEnd.Tests.Connection.Faults;

namespace ModuleIdentities.EndToEnd.Tests.Local;

/// <summary>A module as IoT Edge runs it, with a stand-in of the workload API and the emulator in the place of the edge hub.</summary>
public sealed class IotEdgeTests
{
    private const string Hub = "hub.invalid";

    private readonly string _folder = Directory.CreateTempSubdirectory("moduleidentities-edge-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_module_connects_to_the_gateway_as_a_module_of_the_hub_with_signatures_and_trust_of_the_workload_API()
    {
        await using IotEmulator emulator = await StartAsync();
        await using IotEdgeStandIn edge = await IotEdgeStandIn.StartAsync(emulator, _folder, "pump");
        ModuleIdentityOptions options = Options(emulator, edge);
        await using Pump pump = await Pump.ConnectAsync(options, Cancellation);

        await pump.SendAsync(1, Cancellation);
        EmulatedModule module = emulator.Devices["line-4", "pump"];
        TwinSnapshot desired = await module.Twin.UpdateDesiredAsync("""{"speed":7}""", Cancellation);
        await module.Twin.WaitForReportedAsync(reported => (long?)reported["speed"]?["av"] == desired.DesiredVersion, Cancellation);
        ModuleTwin twin = await pump.ModuleClient.GetTwinAsync(Cancellation);
        DirectMethodResult called = await module.InvokeMethodAsync("echo", "5", cancellationToken: Cancellation);

        Assert.Equal([1], Pump.NumbersOf(emulator));
        Assert.Equal(7, twin.Desired.GetProperty("speed").GetInt32());
        Assert.Equal(200, called.Status);

        // No resolver knows the hub, and nothing but the trust bundle vouches for the gateway.
        Assert.True(string.IsNullOrEmpty(options.Network.TrustedRootPem) && string.IsNullOrEmpty(options.Network.TrustedRootPath));
        MqttConnectEntry connect = Assert.Single(emulator.Journal.Entries.OfType<MqttConnectEntry>());
        Assert.StartsWith($"{Hub}/line-4/pump/", connect.UserName, StringComparison.Ordinal);
        Assert.StartsWith($"SharedAccessSignature sr={Hub}%2Fdevices%2Fline-4%2Fmodules%2Fpump&", connect.Password, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_that_the_trust_bundle_does_not_vouch_for_is_not_trusted_until_it_does()
    {
        await using IotEmulator emulator = await StartAsync();
        await using IotEdgeStandIn edge = await IotEdgeStandIn.StartAsync(emulator, _folder, "pump");
        using TestCertificateAuthority other = TestCertificateAuthority.CreateRoot();
        string right = edge.TrustBundle;
        edge.TrustBundle = other.Certificate.ExportCertificatePem();
        ModuleIdentityOptions options = Options(emulator, edge);

        ModuleIdentityException failure = await Assert.ThrowsAsync<ModuleIdentityException>(() => Pump.ConnectAsync(options, Cancellation));
        Assert.Equal(ModuleIdentityErrorCode.ServerNotTrusted, failure.Code);
        Assert.Empty(emulator.Journal.Entries.OfType<MqttConnectEntry>());
        edge.TrustBundle = right;
        await using Pump pump = await Pump.ConnectAsync(options, Cancellation);

        Assert.Equal(ConnectionState.Connected, pump.ModuleClient.State);
    }

    [Fact]
    public async Task A_workload_API_at_a_port_as_on_a_developers_machine_serves_as_well()
    {
        await using IotEmulator emulator = await StartAsync();
        await using IotEdgeStandIn edge = await IotEdgeStandIn.StartAtAsync(emulator, $"http://127.0.0.1:{FreePorts.Take(1)[0]}", "pump");
        await using Pump pump = await Pump.ConnectAsync(Options(emulator, edge), Cancellation);

        await pump.SendAsync(1, Cancellation);

        Assert.Equal([1], Pump.NumbersOf(emulator));
    }

    [Fact]
    public async Task A_workload_API_that_closes_without_a_reply_or_is_restarted_is_asked_again()
    {
        await using IotEmulator emulator = await StartAsync();
        await using IotEdgeStandIn edge = await IotEdgeStandIn.StartAsync(emulator, _folder, "pump");
        TaskCompletionSource missed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ModuleIdentityOptions options = emulator.Options(new ConfigurationBuilder().AddInMemoryCollection(edge.Settings).Build(), (_, message) =>
        {
            if (message.Contains("The workload API of IoT Edge cannot be reached", StringComparison.Ordinal))
            {
                missed.TrySetResult();
            }
        });
        edge.CloseNext(2);
        await using Pump pump = await Pump.ConnectAsync(options, Cancellation);
        await pump.SendAsync(0, Cancellation);
        Assert.Equal(2, edge.TurnedAway);

        await edge.StopAsync();
        emulator.Faults.Add(Fault.DropLink() with { ModuleId = "pump" });
        Task[] sends = [.. Enumerable.Range(1, 20).Select(number => pump.SendAsync(number, Cancellation))];
        await missed.Task.WaitAsync(Cancellation);
        await edge.StartAsync();
        await Task.WhenAll(sends).WaitAsync(Cancellation);

        Assert.Equal(Enumerable.Range(0, 21), Pump.NumbersOf(emulator));
    }

    [Fact]
    public async Task A_module_that_the_edge_hub_does_not_know_yet_waits_until_it_does()
    {
        await using IotEmulator emulator = await StartAsync();
        await using IotEdgeStandIn edge = await IotEdgeStandIn.StartAsync(emulator, _folder, "pump");
        FaultHandle unknown = emulator.Faults.Add(Fault.RefuseConnect(5) with { ModuleId = "pump", Times = 4 });
        FakeTimeProvider clock = VirtualTime.Begin();
        ModuleIdentityOptions options = Options(emulator, edge, [.. VirtualTime.Patience]);
        options.TimeProvider = clock;

        Task<Pump> connecting = Pump.ConnectAsync(options, Cancellation);
        await clock.PassUntilAsync(connecting, TimeSpan.FromSeconds(1), Cancellation);
        await using Pump pump = await connecting;

        Assert.Equal(ConnectionState.Connected, pump.ModuleClient.State);
        Assert.Equal(4, unknown.Hits);
    }

    [Fact]
    public async Task A_class_of_another_name_than_the_module_of_the_container_is_refused_with_both_names()
    {
        await using IotEmulator emulator = await StartAsync();
        await using IotEdgeStandIn edge = await IotEdgeStandIn.StartAsync(emulator, _folder, "filter");

        ModuleIdentityException refusal = await Assert.ThrowsAsync<ModuleIdentityException>(() => Pump.ConnectAsync(Options(emulator, edge), Cancellation));

        Assert.Equal(ModuleIdentityErrorCode.RequestRejected, refusal.Code);
        Assert.Contains("This container is the module 'filter' of device 'line-4', not 'pump'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_is_not_of_the_container_is_told_so_at_once()
    {
        await using IotEmulator emulator = await StartAsync();
        await using IotEdgeStandIn edge = await IotEdgeStandIn.StartAsync(emulator, _folder, "pump");
        edge.KnowsCaller = false;

        ModuleIdentityException refusal = await Assert.ThrowsAsync<ModuleIdentityException>(
            () => Pump.ConnectAsync(Options(emulator, edge, ("Provisioning:Timeout", "00:00:10")), Cancellation));

        Assert.Equal(ModuleIdentityErrorCode.AccessDenied, refusal.Code);
    }

    [Fact]
    public async Task The_key_is_not_in_this_process_and_its_keeper_is_named()
    {
        await using IotEmulator emulator = await StartAsync();
        await using IotEdgeStandIn edge = await IotEdgeStandIn.StartAsync(emulator, _folder, "pump");

        ModuleIdentity identity = await ModuleProvisioner.ProvisionAsync(Options(emulator, edge), "pump", Cancellation);

        Assert.Contains("kept by IoT Edge", Assert.Throws<ModuleIdentityException>(identity.GetConnectionString).Message, StringComparison.Ordinal);
    }

    private static Task<IotEmulator> StartAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "IoT Edge is for Linux.");
        return IotEmulator.StartAsync(new IotEmulatorOptions { HostName = Hub }, Cancellation);
    }

    private static ModuleIdentityOptions Options(IotEmulator emulator, IotEdgeStandIn edge, params (string Key, string Value)[] settings) =>
        emulator.Options(new ConfigurationBuilder()
            .AddInMemoryCollection(edge.Settings)
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"ModuleIdentities:{setting.Key}", (string?)setting.Value)))
            .Build());
}
