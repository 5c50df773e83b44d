using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests;

/// <summary>What modules prove themselves with, who makes it, and how it is replaced.</summary>
public sealed class ModuleKeyTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("moduleidentities-keys-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("HubKey")]
    [InlineData("DeviceKey")]
    [InlineData("DerivedKey")]
    [InlineData("Certificate")]
    public async Task A_module_with_any_kind_of_secret_connects_now_and_after_a_restart(string kind)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using (Thermostat first = await Thermostat.ConnectAsync(Options(emulator, kind), Cancellation))
        {
            await first.SendReadingAsync(1, null, Cancellation);
            Assert.Equal(ModuleIdentityOrigin.Created, first.Identity.Origin);
        }

        await using Thermostat second = await Thermostat.ConnectAsync(Options(emulator, kind), Cancellation);
        await second.SendReadingAsync(2, null, Cancellation);

        Assert.Equal(ModuleIdentityOrigin.Cached, second.Identity.Origin);
        Assert.Equal(kind == "DerivedKey" ? 3 : 2, emulator.Counters.Total);
        Assert.Equal(kind == "Certificate", second.Identity.GetConnectionString().EndsWith("x509=true", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keys_that_the_device_makes_are_told_in_the_create_itself()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);

        ModuleIdentity identity = await Thermostat.ProvisionAsync(Options(emulator, "DeviceKey"), Cancellation);

        Assert.Equal(
            (1L, 1L, 0L),
            (emulator.Counters[RegistryOperation.GetModule], emulator.Counters[RegistryOperation.CreateModule], emulator.Counters[RegistryOperation.UpdateModule]));
        Assert.Equal(identity.KeyFingerprint, Assert.Single(emulator.Devices.ListModules(Emulated.RegistrationId)).KeyFingerprint);
    }

    [Theory]
    [InlineData("DeviceKey")]
    [InlineData("DerivedKey")]
    [InlineData("Certificate")]
    public async Task A_device_that_lost_its_cache_keeps_the_module_and_gives_it_what_it_needs(string kind)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentity before = await Thermostat.ProvisionAsync(Options(emulator, kind), Cancellation);
        Directory.Delete(_folder, recursive: true);

        await using Thermostat after = await Thermostat.ConnectAsync(Options(emulator, kind), Cancellation);

        Assert.Equal(ModuleIdentityOrigin.Existing, after.Identity.Origin);
        Assert.Equal(before.GenerationId, after.Identity.GenerationId);
        Assert.Equal(kind == "Certificate", before.KeyFingerprint != after.Identity.KeyFingerprint);
    }

    [Theory]
    [InlineData("HubKey")]
    [InlineData("DeviceKey")]
    [InlineData("DerivedKey")]
    [InlineData("Certificate")]
    public async Task A_rotation_replaces_both_secrets_and_the_cache_has_them(string kind)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentity before = await Thermostat.ProvisionAsync(Options(emulator, kind), Cancellation);
        long asked = emulator.Counters.Total;

        ModuleIdentity rotated = await ModuleProvisioner.RotateKeysAsync(Options(emulator, kind), "thermostat", Cancellation);

        Assert.Equal(3, emulator.Counters.Total - asked);
        Assert.Equal(before.GenerationId, rotated.GenerationId);
        Assert.NotEqual(before.KeyFingerprint, rotated.KeyFingerprint);
        await using Thermostat after = await Thermostat.ConnectAsync(Options(emulator, kind), Cancellation);
        Assert.Equal(rotated.KeyFingerprint, after.Identity.KeyFingerprint);
        Assert.Equal(ModuleIdentityOrigin.Cached, after.Identity.Origin);
    }

    [Fact]
    public async Task A_module_whose_primary_was_replaced_elsewhere_uses_its_secondary_and_asks_nobody()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentity before = await Thermostat.ProvisionAsync(Options(emulator, "HubKey"), Cancellation);
        using ServiceSide hub = new(emulator);
        await hub.ReplaceKeysAsync(before.DeviceId, before.ModuleId, primary: true, secondary: false, Cancellation);
        long asked = emulator.Counters.Total;

        await using Thermostat after = await Thermostat.ConnectAsync(Options(emulator, "HubKey"), Cancellation);
        await after.SendReadingAsync(1, null, Cancellation);

        Assert.Equal(asked, emulator.Counters.Total);
        Assert.NotEqual(before.KeyFingerprint, after.Identity.KeyFingerprint);
    }

    [Fact]
    public async Task A_module_whose_keys_were_both_replaced_elsewhere_reads_them_again()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentity before = await Thermostat.ProvisionAsync(Options(emulator, "HubKey"), Cancellation);
        using ServiceSide hub = new(emulator);
        await hub.ReplaceKeysAsync(before.DeviceId, before.ModuleId, primary: true, secondary: true, Cancellation);
        long asked = emulator.Counters.Total;

        await using Thermostat after = await Thermostat.ConnectAsync(Options(emulator, "HubKey"), Cancellation);

        Assert.Equal(1, emulator.Counters.Total - asked);
        Assert.Equal(before.GenerationId, after.Identity.GenerationId);
    }

    private ModuleIdentityOptions Options(IotEmulator emulator, string kind) => kind == "DerivedKey"
        ? emulator.Enroll(("Cache:Directory", _folder), ("Keys:Kind", kind), ("Keys:MasterKey:Path", MasterKeyFile.Path))
        : emulator.Enroll(("Cache:Directory", _folder), ("Keys:Kind", kind));
}
