using Microsoft.Extensions.Configuration;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests;

/// <summary>A device that looks after its modules: lists, reads and deletes them with its own credential.</summary>
public sealed class RegisteredModuleTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("moduleidentities-modules-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_modules_of_the_device_are_listed_with_fingerprints_for_keys()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentityOptions options = Options(emulator);
        IReadOnlyList<ModuleIdentity> made = await ModuleProvisioner.ProvisionAsync(options, ["thermostat", "humidity"], Cancellation);

        IReadOnlyList<RegisteredModule> modules = await ModuleProvisioner.ListAsync(options, Cancellation);

        Assert.Equal(["humidity", "thermostat"], modules.Select(module => module.ModuleId));
        RegisteredModule thermostat = modules[1];
        Assert.Equal(made[0].KeyFingerprint, thermostat.PrimaryFingerprint);
        Assert.Equal(made[0].GenerationId, thermostat.GenerationId);
        Assert.Equal((made[0].HubHostName, made[0].DeviceId, "sas"), (thermostat.HubHostName, thermostat.DeviceId, thermostat.Authentication));
        Assert.NotEqual(thermostat.PrimaryFingerprint, thermostat.SecondaryFingerprint);
        Assert.DoesNotContain(made[0].GetConnectionString().Split("SharedAccessKey=")[1], thermostat.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_module_is_found_connected_or_not_at_all_and_never_made()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        Assert.Null(await ModuleProvisioner.FindAsync(Options(emulator), "thermostat", Cancellation));
        Assert.Empty(emulator.Devices.ListModules(Emulated.RegistrationId));

        await using Thermostat thermostat = await Thermostat.ConnectAsync(Options(emulator), Cancellation);
        RegisteredModule? found = await ModuleProvisioner.FindAsync(Options(emulator), "thermostat", Cancellation);

        Assert.True(found?.IsConnected);
        Assert.Equal(thermostat.Identity.GenerationId, found?.GenerationId);
    }

    [Fact]
    public async Task A_module_with_a_certificate_is_told_by_its_thumbprint()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentityOptions options = Options(emulator, ("Keys:Kind", "Certificate"));
        ModuleIdentity made = await Thermostat.ProvisionAsync(options, Cancellation);

        RegisteredModule? found = await ModuleProvisioner.FindAsync(options, "thermostat", Cancellation);

        Assert.Equal("selfSigned", found?.Authentication);
        Assert.Equal(made.KeyFingerprint, found?.PrimaryFingerprint);
    }

    [Fact]
    public async Task A_deleted_module_is_gone_from_the_hub_and_from_the_cache()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentityOptions options = Options(emulator);
        ModuleIdentity first = await Thermostat.ProvisionAsync(options, Cancellation);

        Assert.True(await ModuleProvisioner.DeleteAsync(options, "thermostat", Cancellation));
        Assert.False(await ModuleProvisioner.DeleteAsync(options, "thermostat", Cancellation));

        Assert.Empty(emulator.Devices.ListModules(Emulated.RegistrationId));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_folder, "modules"), "*.key"));
        ModuleIdentity second = await Thermostat.ProvisionAsync(options, Cancellation);
        Assert.Equal(ModuleIdentityOrigin.Created, second.Origin);
        Assert.NotEqual(first.GenerationId, second.GenerationId);
    }

    [Fact]
    public async Task A_module_that_another_process_is_connected_as_is_not_deleted()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using Thermostat thermostat = await Thermostat.ConnectAsync(Options(emulator), Cancellation);

        ModuleIdentityException exception = await Assert.ThrowsAsync<ModuleIdentityException>(
            () => ModuleProvisioner.DeleteAsync(Options(emulator), "thermostat", Cancellation));

        Assert.Equal(ModuleIdentityErrorCode.IdentityInUse, exception.Code);
        Assert.Single(emulator.Devices.ListModules(Emulated.RegistrationId));
    }

    [Fact]
    public async Task A_module_connection_string_finds_its_module_and_nothing_else()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await emulator.Devices.AddAsync("bench-1", Cancellation);
        string connectionString = await emulator.Devices.AddModuleAsync("bench-1", "thermostat", Cancellation);
        ModuleIdentityOptions options = emulator.Options(new ConfigurationBuilder().AddInMemoryCollection(emulator.SettingsFor(connectionString)).Build());

        RegisteredModule? found = await ModuleProvisioner.FindAsync(options, "thermostat", Cancellation);
        ModuleIdentityException list = await Assert.ThrowsAsync<ModuleIdentityException>(() => ModuleProvisioner.ListAsync(options, Cancellation));
        ModuleIdentityException delete = await Assert.ThrowsAsync<ModuleIdentityException>(
            () => ModuleProvisioner.DeleteAsync(options, "thermostat", Cancellation));

        Assert.Equal("bench-1", found?.DeviceId);
        Assert.All([list, delete], exception => Assert.Equal(ModuleIdentityErrorCode.RequestRejected, exception.Code));
    }

    private ModuleIdentityOptions Options(IotEmulator emulator, params (string Key, string Value)[] settings) =>
        emulator.Enroll([("Cache:Directory", _folder), .. settings]);
}
