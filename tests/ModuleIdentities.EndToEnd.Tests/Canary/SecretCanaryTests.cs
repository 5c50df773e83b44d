using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests.Canary;

public sealed class SecretCanaryTests
{
    private const string Key = "/+8BAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4=";

    [Fact]
    public void It_finds_a_key_in_every_form()
    {
        foreach ((string form, string value) in SecretForms.Of(Key))
        {
            string found = Assert.Single(SecretCanary.Find([$"before {value} after"], [Key]).Take(1));
            Assert.False(found.Contains(value, StringComparison.Ordinal), form);
        }

        Assert.Empty(SecretCanary.Find(["nothing here"], [Key]));
    }

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
