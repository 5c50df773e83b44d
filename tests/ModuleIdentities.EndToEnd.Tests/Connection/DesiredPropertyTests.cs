using System.Text.Json.Nodes;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests.Connection;

public sealed class DesiredPropertyTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_desired_before_the_module_came_is_told_once_and_acknowledged()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentityOptions options = emulator.Enroll();
        ModuleIdentity identity = await ModuleProvisioner.ProvisionAsync(options, "pump", Cancellation);
        EmulatedTwin twin = emulator.Devices[identity.DeviceId, "pump"].Twin;
        TwinSnapshot desired = await twin.UpdateDesiredAsync("""{"speed":2.5,"motor":{"limit":7},"other":1}""", Cancellation);

        await using Pump pump = await Pump.ConnectAsync(options, Cancellation);
        TwinSnapshot reported = await twin.WaitForReportedAsync(r => r["motor"]?["limit"] is not null && r["speed"] is not null, Cancellation);

        Assert.Equal([("speed", 2.5, desired.DesiredVersion), ("limit", (object?)7, desired.DesiredVersion)], pump.Told);
        AssertJson($$"""{"value":2.5,"ac":200,"av":{{desired.DesiredVersion}}}""", reported.Reported["speed"]);
        AssertJson($$$"""{"__t":"c","limit":{"value":7,"ac":200,"av":{{{desired.DesiredVersion}}}}}""", reported.Reported["motor"]);
        Assert.Equal("dtmi:com:example:Pump;1", reported.ModelId);
    }

    [Fact]
    public async Task Changes_while_connected_are_told_in_order_and_a_removed_value_is_told_as_null_to_who_takes_one()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using Pump pump = await Pump.ConnectAsync(emulator.Enroll(), Cancellation);
        EmulatedTwin twin = TwinOf(emulator, pump);

        await twin.UpdateDesiredAsync("""{"mode":"fast"}""", Cancellation);
        await twin.WaitForReportedAsync(r => (string?)r["mode"]?["value"] == "fast", Cancellation);
        TwinSnapshot last = await twin.UpdateDesiredAsync("""{"mode":null,"speed":null}""", Cancellation);
        await twin.WaitForReportedAsync(r => (long?)r["mode"]?["av"] == last.DesiredVersion, Cancellation);

        Assert.Equal([("mode", (object?)"fast"), ("mode", null)], pump.Told.Select(told => (told.Name, told.Value)));
    }

    [Fact]
    public async Task A_value_of_the_wrong_type_is_acknowledged_with_400_and_a_failure_with_500_without_its_words()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using Pump pump = await Pump.ConnectAsync(emulator.Enroll(), Cancellation);
        pump.Mode = (_, _, _) => throw new InvalidOperationException("the pump's own secret");
        pump.Limit = (_, _, _) => Task.FromResult(PropertyResponse.InProgress("soon"));
        EmulatedTwin twin = TwinOf(emulator, pump);

        TwinSnapshot desired = await twin.UpdateDesiredAsync("""{"speed":"fast","mode":"x","motor":{"limit":1}}""", Cancellation);
        JsonObject reported = (await twin.WaitForReportedAsync(r => r["speed"] is not null && r["mode"] is not null && r["motor"]?["limit"] is not null, Cancellation)).Reported;

        AssertJson($$"""{"value":"fast","ac":400,"av":{{desired.DesiredVersion}},"ad":"The value is not of the property's type."}""", reported["speed"]);
        AssertJson($$"""{"value":"x","ac":500,"av":{{desired.DesiredVersion}},"ad":"The module failed; its log says why."}""", reported["mode"]);
        AssertJson($$"""{"value":1,"ac":202,"av":{{desired.DesiredVersion}},"ad":"soon"}""", reported["motor"]!["limit"]);
    }

    [Fact]
    public async Task Changes_made_while_the_module_was_away_are_told_once_as_one()
    {
        await using Restartable hub = await Restartable.StartAsync(Cancellation);
        await using Pump pump = await Pump.ConnectAsync(hub.Options, Cancellation);
        await TwinOf(hub.Emulator, pump).UpdateDesiredAsync("""{"speed":1}""", Cancellation);
        await TwinOf(hub.Emulator, pump).WaitForReportedAsync(r => r["speed"] is not null, Cancellation);

        await hub.RestartAsync(async away =>
        {
            for (int i = 2; i <= 5; i++)
            {
                await away.Devices[pump.ModuleClient.Identity.DeviceId, "pump"].Twin.UpdateDesiredAsync($$"""{"speed":{{i}}}""", Cancellation);
            }
        });
        await TwinOf(hub.Emulator, pump).WaitForReportedAsync(r => (double?)r["speed"]?["value"] == 5, Cancellation);

        Assert.Equal([1.0, 5.0], pump.Told.Select(told => told.Value));
    }

    private static EmulatedTwin TwinOf(IotEmulator emulator, Pump pump) => emulator.Devices[pump.ModuleClient.Identity.DeviceId, "pump"].Twin;

    private static void AssertJson(string expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"{actual?.ToJsonString()} is not {expected}");
}
