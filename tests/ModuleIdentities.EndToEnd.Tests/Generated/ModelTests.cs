using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests.Generated;

/// <summary>Who hears of a class's model.</summary>
public sealed class ModelTests
{
    private const string ModelId = "dtmi:com:example:Greenhouse;1";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_hub_hears_of_it_when_the_module_connects()
    {
        await using GreenhouseHub hub = await GreenhouseHub.StartAsync(Cancellation);

        Assert.Equal(ModelId, hub.Twin.Get().ModelId);
        Assert.Contains($"\"@id\": \"{ModelId}\"", Greenhouse.Dtdl, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Mqtt", null, ModelId)]
    [InlineData("Https", null, ModelId)]
    [InlineData("Mqtt", "dtmi:com:example:Site;3", "dtmi:com:example:Site;3")]
    public async Task The_provisioning_service_hears_of_it_when_the_device_registers(string transport, string? configured, string expected)
    {
        string? payload = null;
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        IndividualEnrollment enrollment = emulator.Enrollments.AddSymmetricKey(Emulated.RegistrationId, settings: new EnrollmentSettings
        {
            Allocation = AllocationPolicy.Custom,
            Allocate = (request, _) =>
            {
                payload = request.Payload?.ToJsonString();
                return ValueTask.FromResult(new AllocationAnswer(emulator.Hubs[0].HostName));
            },
        });
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(emulator.SettingsFor(enrollment))
            .AddInMemoryCollection([new("ModuleIdentities:Provisioning:Transport", transport), new("ModuleIdentities:Provisioning:ModelId", configured)])
            .Build();

        await using Greenhouse greenhouse = await Greenhouse.ConnectAsync(emulator.Options(configuration), Cancellation);

        GreenhouseHub.AssertJson($$"""{"modelId":"{{expected}}"}""", System.Text.Json.Nodes.JsonNode.Parse(payload ?? "null"));
    }

    [Fact]
    public async Task A_host_hands_out_what_a_class_sends_as_its_interface()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddConfiguration(emulator.Configure());
        builder.AddModuleIdentities();
        using IHost host = builder.Build();
        await host.StartAsync(Cancellation);

        await host.Services.GetRequiredService<IGreenhouse>().SendTankAsync(1, Cancellation);
        await host.Services.GetRequiredService<IThermostat>().SendReadingAsync(1, null, Cancellation);
        await host.StopAsync(Cancellation);

        Assert.Equal(["greenhouse", "thermostat"], emulator.Messages.Snapshot().Select(message => message.ModuleId).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["filter", "greenhouse", "humidity-sensor", "planner", "thermostat"],
            emulator.Devices.ListModules(Emulated.RegistrationId).Select(module => module.ModuleId).Order(StringComparer.Ordinal));
    }
}
