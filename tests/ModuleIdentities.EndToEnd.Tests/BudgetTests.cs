using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests;

/// <summary>What a start costs of the 100 registry operations that a unit of a hub has in a minute, counted at the emulator.</summary>
public sealed class BudgetTests
{
    private static readonly string[] TenModules = [.. Enumerable.Range(0, 10).Select(i => $"module-{i}")];

    private readonly string _folder = Directory.CreateTempSubdirectory("moduleidentities-budget-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cold_start_with_one_module_costs_two_and_a_warm_one_nothing()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);

        await Thermostat.ProvisionAsync(Options(emulator), Cancellation);
        Assert.Equal(2, emulator.Counters.Total);
        await Thermostat.ProvisionAsync(Options(emulator), Cancellation);
        Assert.Equal(2, emulator.Counters.Total);
    }

    [Fact]
    public async Task A_cold_start_with_ten_modules_costs_eleven_and_a_warm_one_nothing()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);

        IReadOnlyList<ModuleIdentity> created = await ModuleProvisioner.ProvisionAsync(Options(emulator), TenModules, Cancellation);
        Assert.Equal(11, emulator.Counters.Total);
        IReadOnlyList<ModuleIdentity> cached = await ModuleProvisioner.ProvisionAsync(Options(emulator), TenModules, Cancellation);

        Assert.Equal(11, emulator.Counters.Total);
        Assert.Equal(TenModules, created.Select(identity => identity.ModuleId));
        Assert.All(created, identity => Assert.Equal(ModuleIdentityOrigin.Created, identity.Origin));
        Assert.Equal(created.Select(identity => identity.KeyFingerprint), cached.Select(identity => identity.KeyFingerprint));
    }

    [Fact]
    public async Task A_device_without_a_cache_that_has_its_ten_modules_needs_one_list()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await ModuleProvisioner.ProvisionAsync(emulator.Enroll(), TenModules, Cancellation);

        IReadOnlyList<ModuleIdentity> existing = await ModuleProvisioner.ProvisionAsync(emulator.Enroll(), TenModules, Cancellation);

        Assert.Equal(12, emulator.Counters.Total);
        Assert.All(existing, identity => Assert.Equal(ModuleIdentityOrigin.Existing, identity.Origin));
    }

    [Fact]
    public async Task Those_who_want_one_module_at_once_ask_once()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentityOptions options = emulator.Enroll();

        ModuleIdentity[] identities = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Thermostat.ProvisionAsync(options, Cancellation)));

        Assert.Equal(2, emulator.Counters.Total);
        Assert.Single(identities.Select(identity => identity.KeyFingerprint).Distinct());
    }

    [Fact]
    public async Task Metrics_count_what_was_spent_and_what_was_saved()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        using OwnMeasurements measurements = new();

        await ModuleProvisioner.ProvisionAsync(Options(emulator), TenModules, Cancellation);
        Assert.Equal(
            ["moduleidentities.registrations: 1", "registry.operations create 200: 10", "registry.operations list 200: 1", "registry.operations.saved list: 9"],
            measurements.Take());
        await ModuleProvisioner.ProvisionAsync(Options(emulator), TenModules, Cancellation);
        Assert.Equal(["registry.operations.saved cache: 10"], measurements.Take());
    }

    private ModuleIdentityOptions Options(IotEmulator emulator) => emulator.Enroll(("Cache:Directory", _folder));
}
