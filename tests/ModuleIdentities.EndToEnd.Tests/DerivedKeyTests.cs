using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests;

/// <summary>Keys that are derived of a master key and the identity: nothing of them is stored, and losing everything else loses nothing.</summary>
public sealed class DerivedKeyTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_device_without_a_cache_has_its_keys_again_at_each_start_and_teaches_the_hub_once()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);

        ModuleIdentity first = await Thermostat.ProvisionAsync(Options(emulator), Cancellation);
        ModuleIdentity second = await Thermostat.ProvisionAsync(Options(emulator), Cancellation);
        await using Thermostat third = await Thermostat.ConnectAsync(Options(emulator), Cancellation);
        await third.SendReadingAsync(1, null, Cancellation);

        Assert.Equal(first.KeyFingerprint, second.KeyFingerprint);
        Assert.Equal(first.KeyFingerprint, third.Identity.KeyFingerprint);
        Assert.Equal(
            (1L, 1L), (emulator.Counters[RegistryOperation.CreateModule], emulator.Counters[RegistryOperation.UpdateModule]));
    }

    [Fact]
    public async Task The_hub_never_makes_a_key_and_a_module_between_its_create_and_its_keys_is_finished_by_the_next_start()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        emulator.Faults.Add(Fault.Refuse(400) with { Operations = EmulatorOperations.UpdateModule });
        ModuleIdentityException exception = await Assert.ThrowsAsync<ModuleIdentityException>(() => Thermostat.ProvisionAsync(Options(emulator), Cancellation));
        string unborn = Assert.Single(emulator.Devices.ListModules(Emulated.RegistrationId)).KeyFingerprint!;
        emulator.Faults.Clear();

        ModuleIdentity finished = await Thermostat.ProvisionAsync(Options(emulator), Cancellation);
        ModuleIdentity again = await Thermostat.ProvisionAsync(Options(emulator), Cancellation);

        Assert.NotEqual(unborn, finished.KeyFingerprint);

        // The first keys, not some that would have to be remembered.
        Assert.Equal(finished.KeyFingerprint, again.KeyFingerprint);
        Assert.Equal(1, emulator.Counters[RegistryOperation.CreateModule]);
    }

    [Fact]
    public async Task A_module_that_was_deleted_and_made_again_has_other_keys()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentity before = await Thermostat.ProvisionAsync(Options(emulator), Cancellation);
        await ModuleProvisioner.DeleteAsync(Options(emulator), "thermostat", Cancellation);

        ModuleIdentity after = await Thermostat.ProvisionAsync(Options(emulator), Cancellation);

        Assert.Equal(ModuleIdentityOrigin.Created, after.Origin);
        Assert.NotEqual(before.KeyFingerprint, after.KeyFingerprint);
    }

    [Fact]
    public async Task Two_modules_and_both_places_have_keys_of_their_own()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);

        await Thermostat.ProvisionAsync(Options(emulator), Cancellation);
        await HumiditySensor.ProvisionAsync(Options(emulator), Cancellation);

        RegisteredModule[] modules = [.. await ModuleProvisioner.ListAsync(Options(emulator), Cancellation)];
        Assert.Equal(4, modules.SelectMany(module => new[] { module.PrimaryFingerprint, module.SecondaryFingerprint }).Distinct().Count());
    }

    [Fact]
    public async Task A_key_that_was_replaced_does_not_come_back_when_the_cache_is_lost()
    {
        string folder = Directory.CreateTempSubdirectory("moduleidentities-derived-").FullName;
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentity first = await Thermostat.ProvisionAsync(Options(emulator, folder), Cancellation);
        ModuleIdentity rotated = await ModuleProvisioner.RotateKeysAsync(Options(emulator, folder), "thermostat", Cancellation);
        Directory.Delete(folder, recursive: true);

        ModuleIdentity after = await Thermostat.ProvisionAsync(Options(emulator, folder), Cancellation);

        Assert.Equal(3, new[] { first, rotated, after }.Select(identity => identity.KeyFingerprint).Distinct().Count());
        Assert.Equal(after.KeyFingerprint, (await Thermostat.ProvisionAsync(Options(emulator, folder), Cancellation)).KeyFingerprint);
    }

    [Fact]
    public async Task Registering_again_keeps_keys_that_were_replaced()
    {
        string folder = Directory.CreateTempSubdirectory("moduleidentities-derived-").FullName;
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await Thermostat.ProvisionAsync(Options(emulator, folder), Cancellation);
        ModuleIdentity rotated = await ModuleProvisioner.RotateKeysAsync(Options(emulator, folder), "thermostat", Cancellation);

        ModuleIdentity after = await ModuleProvisioner.ReprovisionAsync(Options(emulator, folder), "thermostat", Cancellation);

        Assert.Equal(rotated.KeyFingerprint, after.KeyFingerprint);
    }

    [Fact]
    public async Task Another_master_key_gives_every_module_other_keys()
    {
        string folder = Directory.CreateTempSubdirectory("moduleidentities-derived-").FullName;
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentity before = await Thermostat.ProvisionAsync(Options(emulator, folder), Cancellation);

        await using Thermostat after = await Thermostat.ConnectAsync(Options(emulator, folder, MasterKeyFile.Create()), Cancellation);
        await after.SendReadingAsync(1, null, Cancellation);

        Assert.Equal(before.GenerationId, after.Identity.GenerationId);
        Assert.NotEqual(before.KeyFingerprint, after.Identity.KeyFingerprint);
    }

    [Fact]
    public async Task A_module_whose_keys_the_hub_made_gets_derived_ones()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentity before = await Thermostat.ProvisionAsync(emulator.Enroll(), Cancellation);

        ModuleIdentity after = await Thermostat.ProvisionAsync(Options(emulator), Cancellation);

        Assert.Equal((ModuleIdentityOrigin.Existing, before.GenerationId), (after.Origin, after.GenerationId));
        Assert.NotEqual(before.KeyFingerprint, after.KeyFingerprint);
    }

    [Fact]
    public async Task Processes_that_start_at_once_agree()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentityOptions[] starts = [.. Enumerable.Range(0, 8).Select(_ => Options(emulator))];

        ModuleIdentity[] identities = await Task.WhenAll(starts.Select(options => Thermostat.ProvisionAsync(options, Cancellation)));

        Assert.Single(identities.Select(identity => identity.KeyFingerprint).Distinct());
        Assert.Equal(identities[0].KeyFingerprint, Assert.Single(emulator.Devices.ListModules(Emulated.RegistrationId)).KeyFingerprint);
    }

    private static ModuleIdentityOptions Options(IotEmulator emulator, string? folder = null, string? masterKey = null) => folder is null
        ? emulator.Enroll(("Keys:Kind", "DerivedKey"), ("Keys:MasterKey:Path", masterKey ?? MasterKeyFile.Path))
        : emulator.Enroll(("Keys:Kind", "DerivedKey"), ("Keys:MasterKey:Path", masterKey ?? MasterKeyFile.Path), ("Cache:Directory", folder));
}
