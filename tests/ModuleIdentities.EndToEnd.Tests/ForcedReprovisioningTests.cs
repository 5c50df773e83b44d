using System.Threading.Channels;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests;

/// <summary>A connected device is told to register again: by its own code, by a direct method, by a desired property.</summary>
public sealed class ForcedReprovisioningTests
{
    private static readonly (string, string)[] Listening = [("Provisioning:ReprovisionMethod", "move"), ("Provisioning:ReprovisionProperty", "moved")];

    private readonly string _folder = Directory.CreateTempSubdirectory("moduleidentities-forced-").FullName;
    private readonly Channel<bool> _served = Channel.CreateUnbounded<bool>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("code")]
    [InlineData("method")]
    [InlineData("property")]
    public async Task A_device_that_is_told_to_moves_with_its_module_and_loses_nothing(string how)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { LinkedHubs = ["127.0.0.2"] }, Cancellation);
        await using Thermostat thermostat = await Thermostat.ConnectAsync(Options(emulator), Cancellation);
        string before = thermostat.Identity.HubHostName;
        string other = emulator.Hubs.Select(hub => hub.HostName).Single(name => name != before);
        await using Load load = Load.Start(thermostat, Cancellation);
        await load.SentAsync(20, Cancellation);
        emulator.Enrollments.MoveTo(Emulated.RegistrationId, other);

        EmulatedModule module = emulator.Hubs[before].Devices[Emulated.RegistrationId, "thermostat"];
        switch (how)
        {
            case "code":
                await thermostat.ModuleClient.ReprovisionAsync(Cancellation);
                break;
            case "method":
                Assert.Equal(202, (await module.InvokeMethodAsync("move", cancellationToken: Cancellation)).Status);
                await _served.Reader.ReadAsync(Cancellation);
                break;
            default:
                await module.Twin.UpdateDesiredAsync("""{"moved":"2026-11-25"}""", Cancellation);
                await _served.Reader.ReadAsync(Cancellation);
                break;
        }

        // Made there by this, or a moment before because the old hub refused it already.
        Assert.Equal(other, thermostat.Identity.HubHostName);
        Assert.Single(emulator.Hubs[other].Devices.ListModules(Emulated.RegistrationId));
        await load.SentAsync(20, Cancellation);
        await load.AssertNothingIsLostAsync(emulator);
    }

    [Fact]
    public async Task A_property_is_served_once_also_after_a_restart_and_each_new_value_again()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await Thermostat.ProvisionAsync(Options(emulator), Cancellation);
        EmulatedTwin twin = emulator.Devices[Emulated.RegistrationId, "thermostat"].Twin;
        await twin.UpdateDesiredAsync("""{"moved":1}""", Cancellation);
        await using (Thermostat first = await Thermostat.ConnectAsync(Options(emulator), Cancellation))
        {
            await _served.Reader.ReadAsync(Cancellation);
        }

        Assert.Equal(2, Registrations(emulator));
        await using Thermostat second = await Thermostat.ConnectAsync(Options(emulator), Cancellation);
        await twin.WaitForReportedAsync(reported => (int?)reported["moved"]?["ac"] == 200, Cancellation);
        await twin.UpdateDesiredAsync("""{"moved":2}""", Cancellation);
        await _served.Reader.ReadAsync(Cancellation);

        Assert.Equal(3, Registrations(emulator));
        Assert.Equal(ModuleIdentityOrigin.Cached, second.Identity.Origin);
    }

    private static int Registrations(IotEmulator emulator) =>
        emulator.Journal.Entries.OfType<MqttPublishEntry>().Count(entry => entry.Topic.Contains("iotdps-register", StringComparison.Ordinal));

    private ModuleIdentityOptions Options(IotEmulator emulator) => emulator.Options(
        emulator.Configure([("Cache:Directory", _folder), .. Listening]),
        (eventId, _) =>
        {
            if (eventId.Name == "Reprovisioned")
            {
                _served.Writer.TryWrite(true);
            }
        });
}
