using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using ModuleIdentities.Emulator;
using ModuleIdentities.EndToEnd.Tests.Connection.Faults;

namespace ModuleIdentities.EndToEnd.Tests.Connection;

/// <summary>Ways out of a network that lets not everything through.</summary>
public sealed class TransportTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("closed")]
    [InlineData("black hole")]
    public async Task A_network_that_lets_MQTT_not_through_is_left_by_WebSocket_and_the_next_time_at_once(string port)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);

        // A black hole takes the connection, as far as TCP goes, and says nothing to it.
        using TcpListener firewall = new(IPAddress.Loopback, 0);
        firewall.Start();
        int blocked = ((IPEndPoint)firewall.LocalEndpoint).Port;
        if (port == "closed")
        {
            firewall.Stop();
        }

        List<string> changes = [];
        string connectionString = await emulator.Devices.AddAsync("line-4", Cancellation);
        ModuleIdentityOptions options = emulator.Options(
            new ConfigurationBuilder()
                .AddInMemoryCollection(emulator.SettingsFor(connectionString))
                .AddInMemoryCollection(
                [
                    new("ModuleIdentities:Network:Transport", "Automatic"),
                    new("ModuleIdentities:Network:MqttPort", $"{blocked}"),
                    new("ModuleIdentities:Network:OperationTimeout", "00:00:15"),
                ])
                .Build(),
            (eventId, message) =>
            {
                if (eventId.Name == "TransportChanged")
                {
                    changes.Add(message);
                }
            });

        await using Pump pump = await Pump.ConnectAsync(options, Cancellation);
        await pump.SendAsync(1, Cancellation);
        StateWatch states = new(pump.ModuleClient);
        Task<ConnectionStateChange> again = states.NextAsync(ConnectionState.Connected);
        using FaultHandle drop = emulator.Faults.Add(Fault.DropLink() with { ModuleId = "pump" });
        Task send = pump.SendAsync(2, Cancellation);
        await Task.WhenAll(send, again).WaitAsync(Cancellation);

        Assert.Equal([1, 2], Pump.NumbersOf(emulator));
        Assert.Contains("from Mqtt to MqttWebSocket", Assert.Single(changes), StringComparison.Ordinal);
        Assert.Equal(2, emulator.Journal.Entries.OfType<MqttConnectEntry>().Count(entry => entry.ClientId.EndsWith("/pump", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_network_that_lets_MQTT_through_is_left_by_MQTT()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        List<string?> events = [];
        ModuleIdentityOptions options = emulator.Options(
            emulator.Configure(("Network:Transport", "Automatic"), ("Provisioning:Transport", "Https")), (eventId, _) => events.Add(eventId.Name));

        await using Pump pump = await Pump.ConnectAsync(options, Cancellation);
        await pump.SendAsync(1, Cancellation);

        Assert.DoesNotContain("TransportChanged", events);
        Assert.DoesNotContain(emulator.Journal.Entries.OfType<HttpRequestEntry>(), request => request.Target.Contains("websocket", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Mqtt")]
    [InlineData("MqttWebSocket")]
    public async Task A_gateway_that_stands_before_the_hub_carries_registry_and_connection(string transport)
    {
        // No resolver knows the hub: whatever reached it came through the gateway.
        const string Hub = "hub.invalid";
        await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { HostName = Hub }, Cancellation);
        string connectionString = await emulator.Devices.AddAsync("line-4", Cancellation);
        ModuleIdentityOptions options = emulator.Options(new ConfigurationBuilder()
            .AddInMemoryCollection(emulator.SettingsFor(connectionString))
            .AddInMemoryCollection(
                [new("ModuleIdentities:Network:GatewayHost", "127.0.0.1"), new("ModuleIdentities:Network:Transport", transport)])
            .Build());

        await using Pump pump = await Pump.ConnectAsync(options, Cancellation);
        await pump.SendAsync(1, Cancellation);

        Assert.Equal([1], Pump.NumbersOf(emulator));
        Assert.Equal(Hub, pump.ModuleClient.Identity.HubHostName);
        Assert.StartsWith($"{Hub}/line-4/pump/", Assert.Single(emulator.Journal.Entries.OfType<MqttConnectEntry>()).UserName, StringComparison.Ordinal);
    }
}
