using Microsoft.Extensions.Configuration;
using ModuleIdentities.Emulator;
using ModuleIdentities.EndToEnd.Tests.Connection;
using ModuleIdentities.EndToEnd.Tests.Connection.Faults;

namespace ModuleIdentities.EndToEnd.Tests.Local;

/// <summary>Modules from <c>moduleid serve</c>, which comes and goes.</summary>
public sealed class LocalProvisionerTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("moduleidentities-serve-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Signatures")]
    [InlineData("Keys")]
    public async Task Killing_and_restarting_it_loses_nothing(string access)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells who is at the other end of a socket.");
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using LocalProvisioner provisioner = await StartAsync(emulator, access);
        await using Pump pump = await Pump.ConnectAsync(Options(emulator, provisioner), Cancellation);
        await pump.SendAsync(0, Cancellation);
        long registry = emulator.Counters.Total;

        await provisioner.KillAsync();
        StateWatch states = new(pump.ModuleClient);
        Task<ConnectionStateChange> back = states.NextAsync(ConnectionState.Connected);
        Task<ConnectionStateChange> waits = states.NextAsync(change => change.Fault?.Message.Contains("local provisioner", StringComparison.Ordinal) == true);
        emulator.Faults.Add(Fault.DropLink() with { ModuleId = "pump" });
        Task[] sends = [.. Enumerable.Range(1, 50).Select(number => pump.SendAsync(number, Cancellation))];

        // With its own keys the application needs nobody; else it waits for whoever signs.
        await (access == "Keys" ? back : waits).WaitAsync(Cancellation);
        await provisioner.StartAsync();
        await Task.WhenAll(sends).WaitAsync(Cancellation);

        Assert.Equal(Enumerable.Range(0, 51), Pump.NumbersOf(emulator).Distinct());
        Assert.Equal(registry, emulator.Counters.Total);
    }

    [Fact]
    public async Task While_it_is_down_the_outbox_of_an_application_accepts_after_a_restart_too_and_all_is_delivered_when_it_is_back()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells who is at the other end of a socket.");
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using LocalProvisioner provisioner = await StartAsync(emulator, "Signatures");
        await using (Pump pump = await Pump.ConnectAsync(WithOutbox(emulator, provisioner), Cancellation))
        {
            await pump.SendAsync(0, Cancellation);
            await pump.ModuleClient.FlushAsync(Cancellation);
            StateWatch states = new(pump.ModuleClient);
            Task<ConnectionStateChange> waits = states.NextAsync(change => change.Fault?.Message.Contains("local provisioner", StringComparison.Ordinal) == true);
            await provisioner.KillAsync();
            emulator.Faults.Add(Fault.DropLink() with { ModuleId = "pump" });
            Task[] sends = [.. Enumerable.Range(1, 500).Select(number => pump.SendAsync(number, Cancellation))];
            await waits.WaitAsync(Cancellation);

            // Accepted is on the disk, whoever is down.
            await Task.WhenAll(sends).WaitAsync(Cancellation);
        }

        Pump again = new();
        Task<Pump> connecting = ModuleClient.ConnectAsync(again, WithOutbox(emulator, provisioner), Cancellation);
        Task[] more = [.. Enumerable.Range(501, 100).Select(number => again.SendAsync(number, Cancellation))];
        await Task.WhenAll(more).WaitAsync(Cancellation);
        Assert.False(connecting.IsCompleted);
        Assert.InRange(again.ModuleClient.TelemetryBacklog.Messages, 500, 600);
        await provisioner.StartAsync();
        await using Pump connected = await connecting.WaitAsync(Cancellation);
        await connected.ModuleClient.FlushAsync(Cancellation);

        Assert.Equal(Enumerable.Range(0, 601), Pump.NumbersOf(emulator));
    }

    [Fact]
    public async Task A_key_that_the_back_end_rolls_is_followed_though_the_application_never_sees_one()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells who is at the other end of a socket.");
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using LocalProvisioner provisioner = await StartAsync(emulator, "Signatures");
        await using Pump pump = await Pump.ConnectAsync(Options(emulator, provisioner), Cancellation);
        await pump.SendAsync(0, Cancellation);
        string before = pump.ModuleClient.Identity.KeyFingerprint;

        await emulator.Devices.RegenerateModuleKeysAsync(Emulated.RegistrationId, "pump", Cancellation);
        emulator.Faults.Add(Fault.DropLink() with { ModuleId = "pump" });
        await pump.SendAsync(1, Cancellation);

        Assert.Equal([0, 1], Pump.NumbersOf(emulator).Distinct());
        Assert.NotEqual(before, pump.ModuleClient.Identity.KeyFingerprint);
    }

    [Theory]
    [InlineData("Signatures")]
    [InlineData("Keys")]
    public async Task The_application_replaces_its_modules_keys_through_it(string access)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells who is at the other end of a socket.");
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using LocalProvisioner provisioner = await StartAsync(emulator, access);
        await using Pump pump = await Pump.ConnectAsync(Options(emulator, provisioner), Cancellation);
        string before = pump.ModuleClient.Identity.KeyFingerprint;

        ModuleIdentity rotated = await pump.ModuleClient.RotateKeysAsync(Cancellation);
        await pump.SendAsync(1, Cancellation);

        Assert.NotEqual(before, rotated.KeyFingerprint);
        Assert.Equal(emulator.Devices[Emulated.RegistrationId, "pump"].KeyFingerprint, pump.ModuleClient.Identity.KeyFingerprint);
        Assert.Equal([1], Pump.NumbersOf(emulator));
    }

    private Task<LocalProvisioner> StartAsync(IotEmulator emulator, string access) => LocalProvisioner.StartAsync(
        emulator.SettingsFor(emulator.Enrollments.AddSymmetricKey(Emulated.RegistrationId)), _folder, access, "pump");

    private ModuleIdentityOptions WithOutbox(IotEmulator emulator, LocalProvisioner provisioner)
    {
        ModuleIdentityOptions options = Options(emulator, provisioner);
        options.Outbox.Directory = Path.Combine(_folder, "outbox");
        return options.UseOutbox();
    }

    private static ModuleIdentityOptions Options(IotEmulator emulator, LocalProvisioner provisioner) =>
        emulator.Options(new ConfigurationBuilder().AddInMemoryCollection(provisioner.Settings).Build());
}
