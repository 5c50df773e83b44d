using ModuleIdentities.Canary;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests.Canary;

public sealed class CanaryRunTests
{
    [Fact]
    public async Task It_sees_logs_and_exceptions_and_knows_the_keys_of_a_run()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        ModuleIdentity identity = await Thermostat.ProvisionAsync(emulator.Enroll(), TestContext.Current.CancellationToken);

        Assert.NotEmpty(SecretCanary.Find([identity.GetConnectionString()], [identity.GetConnectionString().Split("SharedAccessKey=")[1]]));
        Assert.True(SecretCanary.SecretCount >= 3, "the enrolment's key and two of the module");
        Assert.True(SecretCanary.SeenCount > 5);
    }
}
