using System.Text;
using System.Text.Json.Nodes;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests.Generated;

/// <summary>What generated methods send, as the hub receives it.</summary>
public sealed class SentTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Scalars_are_fields_of_one_object()
    {
        await using GreenhouseHub hub = await GreenhouseHub.StartAsync(Cancellation);

        await hub.Greenhouse.SendScalarsAsync(
            21.5, null, "dry \"soil\"", Level.High, DateTimeOffset.UnixEpoch, TimeSpan.FromMinutes(90), true, Guid.Empty, Cancellation);

        ReceivedMessage message = await hub.Emulator.Messages.FirstAsync(cancellationToken: Cancellation);
        GreenhouseHub.AssertJson(
            """
            {"temperature":21.5,"humidity":null,"note":"dry \"soil\"","level":"High","at":"1970-01-01T00:00:00+00:00","lasted":"01:30:00","isOpen":true,"id":"00000000-0000-0000-0000-000000000000"}
            """,
            Body(message));
        Assert.Equal(("application/json", "utf-8"), (message.SystemProperties["content-type"], message.SystemProperties["content-encoding"]));
        Assert.Equal("greenhouse", message.ModuleId);
        Assert.Empty(OwnProperties(message));
        Assert.False(message.SystemProperties.ContainsKey("dt-subject"));
    }

    [Fact]
    public async Task An_object_is_the_body_and_message_properties_are_beside_it()
    {
        await using GreenhouseHub hub = await GreenhouseHub.StartAsync(Cancellation);

        await hub.Greenhouse.SendReadingAsync(new Reading(1.5, Level.Low, [1, 2]), "too dry & hot", 7, Cancellation);
        await hub.Greenhouse.SendReadingAsync(new Reading(2, Level.High), null, null, Cancellation);

        ReceivedMessage[] messages = [.. hub.Emulator.Messages.Snapshot()];
        GreenhouseHub.AssertJson("""{"temp":1.5,"Level":"Low","Samples":[1,2]}""", Body(messages[0]));
        Assert.Equal([("alarm", "too dry & hot"), ("bed no", "7")], OwnProperties(messages[0]));
        GreenhouseHub.AssertJson("""{"temp":2,"Level":"High","Samples":null}""", Body(messages[1]));
        Assert.Empty(OwnProperties(messages[1]));
    }

    [Fact]
    public async Task A_component_is_the_subject_of_its_messages()
    {
        await using GreenhouseHub hub = await GreenhouseHub.StartAsync(Cancellation);

        await hub.Greenhouse.SendTankAsync(0.75, Cancellation);

        ReceivedMessage message = await hub.Emulator.Messages.FirstAsync(cancellationToken: Cancellation);
        GreenhouseHub.AssertJson("""{"level":0.75}""", Body(message));
        Assert.Equal("tank", message.SystemProperties["dt-subject"]);
    }

    [Fact]
    public async Task A_list_and_a_stream_are_a_message_for_each_in_order()
    {
        await using GreenhouseHub hub = await GreenhouseHub.StartAsync(Cancellation);

        await hub.Greenhouse.SendReadingsAsync([.. Enumerable.Range(0, 50).Select(i => new Reading(i, Level.Low))], "b1", Cancellation);
        await hub.Greenhouse.SendStreamAsync(StreamAsync(), Cancellation);

        ReceivedMessage[] messages = [.. hub.Emulator.Messages.Snapshot()];
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (double)i), messages.Select(message => (double)Body(message)!["temp"]!));
        Assert.All(messages[..50], message => Assert.Equal("b1", message.Properties["batch"]));
        Assert.All(messages[50..], message => Assert.Empty(OwnProperties(message)));

        static async IAsyncEnumerable<Reading> StreamAsync()
        {
            for (int i = 50; i < 100; i++)
            {
                await Task.Yield();
                yield return new Reading(i, Level.High);
            }
        }
    }

    [Fact]
    public async Task A_contract_of_the_users_own_wins_both_ways()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using Planner planner = await Planner.ConnectAsync(emulator.Enroll(), Cancellation);

        await planner.SendPlanAsync(new Plan("sow"), Cancellation);
        DirectMethodResult result = await emulator.Devices[planner.ModuleClient.Identity.DeviceId, Planner.ModuleId]
            .InvokeMethodAsync("follow", """{"next_step":"reap"}""", cancellationToken: Cancellation);

        GreenhouseHub.AssertJson("""{"next_step":"sow"}""", Body(await emulator.Messages.FirstAsync(cancellationToken: Cancellation)));
        GreenhouseHub.AssertJson("""{"next_step":"reap!"}""", result.Payload);
    }

    [Fact]
    public async Task Properties_are_reported_one_or_several_at_once_and_removed_by_null()
    {
        await using GreenhouseHub hub = await GreenhouseHub.StartAsync(Cancellation);
        long before = hub.Twin.Get().ReportedVersion;

        await hub.Greenhouse.ReportStateAsync(new Reading(3, Level.High), Level.Low, true, Cancellation);
        TwinSnapshot several = hub.Twin.Get();
        await hub.Greenhouse.ReportFirmwareAsync("1.2", Cancellation);
        TwinSnapshot one = hub.Twin.Get();
        await hub.Greenhouse.ReportFirmwareAsync(null, Cancellation);

        // A null removes the property of a twin, at any depth.
        GreenhouseHub.AssertJson("""{"temp":3,"Level":"High"}""", several.Reported["last"]);
        Assert.Equal(("Low", true), ((string?)several.Reported["mode"], (bool?)several.Reported["isLocked"]));
        Assert.Equal(before + 1, several.ReportedVersion);
        Assert.Equal("1.2", (string?)one.Reported["firmware"]);
        Assert.Equal("Low", (string?)one.Reported["mode"]);
        Assert.False(hub.Twin.Get().Reported.ContainsKey("firmware"));
    }

    [Fact]
    public async Task Properties_of_a_component_are_marked_as_such()
    {
        await using GreenhouseHub hub = await GreenhouseHub.StartAsync(Cancellation);

        await hub.Greenhouse.ReportTankAsync(100, Cancellation);

        GreenhouseHub.AssertJson("""{"__t":"c","capacity":100}""", hub.Twin.Get().Reported["tank"]);
    }

    // A trace goes with a message when somebody in the process listens.
    private static IEnumerable<(string Name, string Value)> OwnProperties(ReceivedMessage message) => message.Properties
        .Where(property => !property.Key.StartsWith("trace", StringComparison.Ordinal))
        .Select(property => (property.Key, property.Value))
        .Order();

    private static JsonNode? Body(ReceivedMessage message) => JsonNode.Parse(Encoding.UTF8.GetString(message.Body.Span));
}
