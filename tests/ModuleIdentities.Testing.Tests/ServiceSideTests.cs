using System.Text.Json.Nodes;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.Testing.Tests;

/// <summary>What a service does to a module, and how long it is waited for.</summary>
public sealed class ServiceSideTests(HubFixture hub) : IClassFixture<HubFixture>
{
    private static readonly TimeSpan s_atOnce = TimeSpan.FromMilliseconds(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_module_may_connect_after_it_was_asked_of()
    {
        TestDevice device = await hub.AddDeviceAsync();
        TestModule module = device.Module<Pump>();
        Task connected = module.Connected();
        Task<JsonObject> reported = module.Reported(where: properties => (int?)properties["level"] == 3);
        Task<PropertyAnswer> answer = module.SetDesired("speed", 7);
        Task<DirectMethodResult> result = module.Invoke("double", 21);

        await using Pump pump = await Pump.ConnectAsync(device.CreateOptions(), Cancellation);
        await pump.ReportStateAsync("started", 3, Cancellation);

        await connected;
        Assert.Equal("started", (string?)(await reported)["event"]);
        Assert.Equal((200, 7), ((await answer).Status, (int?)(await answer).Value));
        Assert.Equal((200, 42), ((await result).Status, (int?)(await result).Payload));
    }

    [Fact]
    public async Task Each_answer_is_to_what_was_set_last()
    {
        TestDevice device = await hub.AddDeviceAsync();
        await using Pump pump = await Pump.ConnectAsync(device.CreateOptions(), Cancellation);

        PropertyAnswer first = await device.Module<Pump>().SetDesired("speed", 1);
        PropertyAnswer second = await device.Module<Pump>().SetDesired("speed", -1);

        Assert.Equal((200, 400, "no"), (first.Status, second.Status, second.Description));
        Assert.True(second.Version > first.Version);
    }

    [Fact]
    public async Task What_does_not_happen_says_how_the_module_stands()
    {
        TestDevice device = await hub.AddDeviceAsync();
        TestModule module = device.Module<Pump>();
        string notThere = await FailureAsync(() => module.Connected(within: s_atOnce));
        string noTwin = await FailureAsync(() => module.Reported(where: properties => properties.Count > 5, within: s_atOnce));

        await using Pump pump = await Pump.ConnectAsync(device.CreateOptions(), Cancellation);
        await pump.ReportStateAsync("started", 3, Cancellation);
        await module.Reported(where: properties => properties.Count == 2);
        string notReported = await FailureAsync(() => module.Reported(where: properties => properties.Count > 5, within: s_atOnce));
        string notAnswered = await FailureAsync(() => module.SetDesired("colour", "red", within: TimeSpan.FromSeconds(1)));

        Assert.Equal($"Within 0.001 s {device}/pump did not connect.", notThere);
        Assert.EndsWith("The module does not exist.", noTwin, StringComparison.Ordinal);
        Assert.Equal(
            $$"""Within 0.001 s no properties with properties => properties.Count > 5 were reported by {{device}}/pump, which is connected. Reported is {"event":"started","level":3}.""",
            notReported);
        Assert.StartsWith($"Within 1 s {device}/pump, which is connected, did not answer to the desired property 'colour'. Reported is", notAnswered, StringComparison.Ordinal);
    }

    private static async Task<string> FailureAsync(Func<Task> wait) => (await Assert.ThrowsAsync<HubAssertionException>(wait)).Message;
}
