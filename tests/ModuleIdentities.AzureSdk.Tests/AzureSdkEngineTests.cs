using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ModuleIdentities.Conformance;
using ModuleIdentities.Emulator;
using ModuleIdentities.EndToEnd.Tests;

namespace ModuleIdentities.AzureSdk.Tests;

/// <summary>How the official engine is chosen, and what it cannot do.</summary>
public sealed class AzureSdkEngineTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "DeviceClientType=.NET/")]
    [InlineData("AzureSdk", "DeviceClientType=.NET/")]
    [InlineData("Native", "DeviceClientType=ModuleIdentities/")]
    public async Task A_host_that_adds_the_engine_speaks_through_it_unless_the_configuration_says_otherwise(string engine, string client)
    {
        await using IotEmulator emulator = await EngineBench.StartAsync(Cancellation);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddConfiguration(emulator.Configure(("Engine", engine)));
        builder.Services.AddAzureSdkEngine();
        builder.AddModuleIdentities();
        using IHost host = builder.Build();

        await host.StartAsync(Cancellation);
        await host.Services.GetRequiredService<Thermostat>().SendReadingAsync(1, null, Cancellation);
        await host.StopAsync(Cancellation);

        MqttConnectEntry connect = await emulator.Journal.FirstAsync<MqttConnectEntry>(entry => entry.ClientId == "line-4/thermostat", Cancellation);
        Assert.Contains(client, Uri.UnescapeDataString(connect.UserName ?? ""), StringComparison.Ordinal);
    }

    [Fact]
    public void Ports_that_the_packages_cannot_use_are_a_fault_of_the_configuration()
    {
        ModuleIdentityOptions options = new ModuleIdentityOptions { Network = { MqttPort = 18883, HttpsPort = 8443 } }.UseAzureSdkEngine();
        options.Provisioning.ConnectionString = $"HostName=h.azure-devices.net;DeviceId=d;SharedAccessKey={IotEmulator.DevelopmentKey}";

        Assert.Equal(
            [
                "ModuleIdentities:Network:MqttPort is 18883; the engine AzureSdk has 8883 built in. See docs/configuration.md.",
                "ModuleIdentities:Network:HttpsPort is 8443; the engine AzureSdk has 443 built in. See docs/configuration.md.",
            ],
            Assert.Throws<OptionsValidationException>(() => options.Session).Failures);
    }
}
