using Microsoft.Extensions.Time.Testing;

namespace ModuleIdentities.Tests.Provisioning;

public sealed class LocalModulesTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("moduleidentities-local-").FullName;

    [Fact]
    public async Task A_connection_that_asks_where_its_module_is_hears_of_a_failure_at_once()
    {
        ModuleIdentityOptions options = new()
        {
            Provisioning = { IdentityService = { Directory = _folder } },
            TimeProvider = new FakeTimeProvider(),
        };

        ModuleIdentityException failure = await Assert.ThrowsAsync<ModuleIdentityException>(() => new IdentityServiceModules(options)
            .LocateAsync("thermostat", TestContext.Current.CancellationToken)
            .WaitAsync(Patience, TimeProvider.System, TestContext.Current.CancellationToken));

        Assert.Equal(ModuleIdentityErrorCode.Unreachable, failure.Code);
    }
}
