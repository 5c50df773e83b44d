using Microsoft.Extensions.Configuration;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests;

/// <summary>Somebody renews a device's certificate on disk while its program runs: see "Renewing a certificate" in docs/attestation.md.</summary>
public sealed class CertificateRenewalTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("moduleidentities-certificate-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Path => System.IO.Path.Combine(_folder, "device.pem");

    [Theory]
    [InlineData("Mqtt")]
    [InlineData("MqttWebSocket")]
    [InlineData("Https")]
    public async Task New_handshakes_with_DPS_and_the_registry_show_the_renewed_one(string transport)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        using TestCertificateAuthority old = TestCertificateAuthority.CreateRoot();
        emulator.Enrollments.AddX509Group("fleet", old.Certificate);
        List<string?> events = [];
        ModuleIdentityOptions options = emulator.Options(
            new ConfigurationBuilder()
                .AddInMemoryCollection(emulator.SettingsFor(old.CreateIntermediate().Issue(Emulated.RegistrationId), Path))
                .AddInMemoryCollection([new("ModuleIdentities:Provisioning:Transport", transport)])
                .Build(),
            (eventId, _) => events.Add(eventId.Name));
        await using Thermostat thermostat = await Thermostat.ConnectAsync(options, Cancellation);
        await using Load load = Load.Start(thermostat, Cancellation);
        await load.SentAsync(20, Cancellation);

        // The old one opens nothing any more: neither DPS nor, since DPS has told it, the hub.
        using TestCertificateAuthority renewed = TestCertificateAuthority.CreateRoot();
        emulator.Enrollments.RemoveGroup("fleet");
        emulator.Enrollments.AddX509Group("fleet", renewed.Certificate);
        renewed.CreateIntermediate().Issue(Emulated.RegistrationId).SaveAsPem(Path);
        await thermostat.ModuleClient.ReprovisionAsync(Cancellation);
        ModuleIdentity rotated = await thermostat.ModuleClient.RotateKeysAsync(Cancellation);

        Assert.Equal(rotated.KeyFingerprint, Assert.Single(emulator.Devices.ListModules(Emulated.RegistrationId)).KeyFingerprint);
        Assert.Single(events, "CertificateRenewed");
        await load.SentAsync(20, Cancellation);
        await load.AssertNothingIsLostAsync(emulator);
    }

    [Fact]
    public async Task A_hub_that_does_not_know_the_renewed_one_is_told_by_a_registration()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        using TestCertificateAuthority authority = TestCertificateAuthority.CreateRoot();
        emulator.Enrollments.AddX509Group("fleet", authority.Certificate);
        ModuleIdentityOptions options = emulator.Options(
            new ConfigurationBuilder().AddInMemoryCollection(emulator.SettingsFor(authority.Issue(Emulated.RegistrationId), Path)).Build());
        await using Thermostat thermostat = await Thermostat.ConnectAsync(options, Cancellation);

        authority.Issue(Emulated.RegistrationId).SaveAsPem(Path);
        IReadOnlyList<RegisteredModule> modules = await ModuleProvisioner.ListAsync(options, Cancellation);

        Assert.Equal("thermostat", Assert.Single(modules).ModuleId);
        await thermostat.SendReadingAsync(1, null, Cancellation);
    }

    [Fact]
    public async Task A_module_with_a_certificate_of_its_own_renews_its_link_and_fails_no_send()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        EmulatedHub hub = emulator.Hubs[emulator.HostName];
        using TestCertificateAuthority old = TestCertificateAuthority.CreateRoot();
        hub.AddCertificateAuthority(old.Certificate);
        await emulator.Devices.AddAsync(Emulated.RegistrationId, Cancellation);
        string connectionString = await emulator.Devices.AddX509ModuleAsync(Emulated.RegistrationId, "thermostat", cancellationToken: Cancellation);
        string path = old.Issue($"{Emulated.RegistrationId}/thermostat").SaveAsPem(Path);

        // Looked at four times in this.
        ModuleIdentityOptions options = emulator.Options(new ConfigurationBuilder()
            .AddInMemoryCollection(emulator.SettingsFor(connectionString, path))
            .AddInMemoryCollection([new("ModuleIdentities:Network:KeepAlive", "00:00:01")])
            .Build());
        await using Thermostat thermostat = await Thermostat.ConnectAsync(options, Cancellation);
        string before = thermostat.Identity.KeyFingerprint;
        await using Load load = Load.Start(thermostat, Cancellation);
        await load.SentAsync(20, Cancellation);
        Task<ConnectionStateChange> renewedLink = RenewedAsync(thermostat.ModuleClient);

        using TestCertificateAuthority renewed = TestCertificateAuthority.CreateRoot();
        hub.AddCertificateAuthority(renewed.Certificate);
        hub.RemoveCertificateAuthority(old.Certificate);
        renewed.Issue($"{Emulated.RegistrationId}/thermostat").SaveAsPem(Path);
        Assert.Equal(ConnectionState.Renewing, (await renewedLink.WaitAsync(Cancellation)).Previous);

        await load.SentAsync(20, Cancellation);
        await load.AssertNothingIsLostAsync(emulator);
        Assert.NotEqual(before, thermostat.Identity.KeyFingerprint);
    }

    private static async Task<ConnectionStateChange> RenewedAsync(ModuleClient client)
    {
        await foreach (ConnectionStateChange change in client.StateChangesAsync(Cancellation))
        {
            if (change.Current == ConnectionState.Connected)
            {
                return change;
            }
        }

        throw new InvalidOperationException("The module was disposed.");
    }
}
