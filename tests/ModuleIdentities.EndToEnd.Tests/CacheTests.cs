using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests;

public sealed class CacheTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("moduleidentities-cache-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_warm_start_asks_neither_DPS_nor_the_registry()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await Thermostat.ProvisionAsync(Options(emulator), Cancellation);
        int asked = emulator.Journal.Entries.Count;

        await using Thermostat thermostat = await Thermostat.ConnectAsync(Options(emulator), Cancellation);
        await thermostat.SendReadingAsync(1, null, Cancellation);

        Assert.Equal(ModuleIdentityOrigin.Cached, thermostat.Identity.Origin);
        Assert.Equal(
            [typeof(MqttConnectEntry), typeof(MqttPublishEntry)],
            emulator.Journal.Entries.Skip(asked).Select(entry => entry.GetType()));
    }

    [Fact]
    public async Task A_cached_identity_that_the_hub_refuses_is_asked_for_again()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentity first = await Thermostat.ProvisionAsync(Options(emulator), Cancellation);
        await emulator.Devices.RegenerateModuleKeysAsync(first.DeviceId, first.ModuleId, Cancellation);

        await using Thermostat thermostat = await Thermostat.ConnectAsync(Options(emulator), Cancellation);

        Assert.Equal(ModuleIdentityOrigin.Existing, thermostat.Identity.Origin);
        Assert.NotEqual(first.KeyFingerprint, thermostat.Identity.KeyFingerprint);
    }

    [Fact]
    public async Task A_device_that_was_deleted_registers_again()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentity first = await Thermostat.ProvisionAsync(Options(emulator), Cancellation);
        await emulator.Devices.RemoveAsync(first.DeviceId, Cancellation);

        await using Thermostat thermostat = await Thermostat.ConnectAsync(Options(emulator), Cancellation);

        Assert.Equal(ModuleIdentityOrigin.Created, thermostat.Identity.Origin);
    }

    [Fact]
    public async Task Two_processes_that_share_a_cache_do_not_fight_over_one_module()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using (Thermostat first = await Thermostat.ConnectAsync(Options(emulator), Cancellation))
        {
            ModuleIdentityException exception = await Assert.ThrowsAsync<ModuleIdentityException>(
                () => Thermostat.ConnectAsync(Options(emulator), Cancellation));
            Assert.Equal(ModuleIdentityErrorCode.IdentityInUse, exception.Code);
            await first.SendReadingAsync(1, null, Cancellation);
        }

        await using Thermostat second = await Thermostat.ConnectAsync(Options(emulator), Cancellation);
    }

    [Fact]
    public async Task Files_are_private_and_hold_no_key_in_any_form()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentity identity = await Thermostat.ProvisionAsync(Options(emulator), Cancellation);
        string key = identity.GetConnectionString().Split("SharedAccessKey=")[1];
        byte[] bytes = Convert.FromBase64String(key);

        string[] files = Directory.GetFiles(_folder, "*", SearchOption.AllDirectories);

        Assert.Equal(3, files.Length);
        Assert.All(files, file =>
        {
            byte[] content = File.ReadAllBytes(file);
            Assert.Equal(-1, content.AsSpan().IndexOf(bytes));
            Assert.Equal(-1, content.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(key)));
            Assert.Equal(-1, content.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(Convert.ToHexStringLower(bytes))));
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            }
        });
    }

    [Fact]
    public async Task A_damaged_or_open_file_is_not_trusted()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await Thermostat.ProvisionAsync(Options(emulator), Cancellation);
        string facts = Directory.GetFiles(Path.Combine(_folder, "modules"), "*.json").Single();

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(facts, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        }

        ModuleIdentity afterOpen = await Thermostat.ProvisionAsync(Options(emulator), Cancellation);
        await File.WriteAllTextAsync(facts, (await File.ReadAllTextAsync(facts, Cancellation)).Replace("\"thermostat\"", "\"other\"", StringComparison.Ordinal), Cancellation);
        ModuleIdentity afterDamage = await Thermostat.ProvisionAsync(Options(emulator), Cancellation);
        ModuleIdentity afterRepair = await Thermostat.ProvisionAsync(Options(emulator), Cancellation);

        Assert.Equal(
            [ModuleIdentityOrigin.Existing, ModuleIdentityOrigin.Existing, ModuleIdentityOrigin.Cached],
            new[] { afterOpen.Origin, afterDamage.Origin, afterRepair.Origin });
    }

    private ModuleIdentityOptions Options(IotEmulator emulator) => emulator.Enroll(("Cache:Directory", _folder));
}
