using System.Text.Json.Nodes;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests.Generated;

/// <summary>What a service asks, as the methods of a class hear it, and what they answer.</summary>
public sealed class ReceivedTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Desired_properties_are_told_with_value_and_version_and_acknowledged()
    {
        await using GreenhouseHub hub = await GreenhouseHub.StartAsync(Cancellation);

        TwinSnapshot desired = await hub.Twin.UpdateDesiredAsync(
            """{"lamps":{"From":"06:00:00","To":"08:30:00"},"target":22,"tank":{"__t":"c","limit":5}}""", Cancellation);
        long version = desired.DesiredVersion;
        JsonObject reported = (await hub.Twin.WaitForReportedAsync(
            r => r.ContainsKey("lamps") && r.ContainsKey("target") && r["tank"]?["limit"] is not null, Cancellation)).Reported;

        Assert.Equal(
            [("lamps", new Schedule(new TimeOnly(6, 0), new TimeOnly(8, 30)), version), ("limit", 5, 0), ("target", (object?)22.0, version)],
            hub.Greenhouse.Told.OrderBy(told => told.Name, StringComparer.Ordinal));
        GreenhouseHub.AssertJson($$$"""{"value":{"From":"06:00:00","To":"08:30:00"},"ac":200,"av":{{{version}}}}""", reported["lamps"]);
        GreenhouseHub.AssertJson($$"""{"value":22,"ac":202,"av":{{version}},"ad":"warming"}""", reported["target"]);
        GreenhouseHub.AssertJson($$$"""{"__t":"c","limit":{"value":5,"ac":200,"av":{{{version}}}}}""", reported["tank"]);
    }

    [Theory]
    [InlineData("""{"target":50}""", "target", 400, "too hot")]
    [InlineData("""{"target":"warm"}""", "target", 400, "The value is not of the property's type.")]
    [InlineData("""{"lamps":{"From":"late"}}""", "lamps", 400, "The value is not of the property's type.")]
    public async Task What_is_refused_is_acknowledged_so(string desired, string name, int status, string description)
    {
        await using GreenhouseHub hub = await GreenhouseHub.StartAsync(Cancellation);

        TwinSnapshot twin = await hub.Twin.UpdateDesiredAsync(desired, Cancellation);
        JsonNode acknowledged = (await hub.Twin.WaitForReportedAsync(r => r.ContainsKey(name), Cancellation)).Reported[name]!;

        Assert.Equal((status, twin.DesiredVersion, description), ((int)acknowledged["ac"]!, (long)acknowledged["av"]!, (string?)acknowledged["ad"]));
    }

    [Fact]
    public async Task What_was_set_while_the_module_was_away_is_told_once_and_a_new_process_is_told_what_holds()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentity identity = await ModuleProvisioner.ProvisionAsync(emulator.Enroll(), Greenhouse.ModuleId, Cancellation);
        EmulatedTwin twin = emulator.Devices[identity.DeviceId, Greenhouse.ModuleId].Twin;
        long first = (await twin.UpdateDesiredAsync("""{"target":20,"tank":{"limit":5}}""", Cancellation)).DesiredVersion;

        await using (Greenhouse greenhouse = await Greenhouse.ConnectAsync(emulator.Enroll(), Cancellation))
        {
            await twin.WaitForReportedAsync(r => (long?)r["target"]?["av"] == first && (long?)r["tank"]?["limit"]?["av"] == first, Cancellation);
            Assert.Equal([("limit", 5, 0), ("target", (object?)20.0, first)], greenhouse.Told.OrderBy(told => told.Name, StringComparer.Ordinal));
        }

        long second = (await twin.UpdateDesiredAsync("""{"target":21}""", Cancellation)).DesiredVersion;
        await using (Greenhouse greenhouse = await Greenhouse.ConnectAsync(emulator.Enroll(), Cancellation))
        {
            await twin.WaitForReportedAsync(r => (long?)r["target"]?["av"] == second, Cancellation);
            Assert.Equal([("target", (object?)21.0, second)], greenhouse.Told.Where(told => told.Name == "target"));
        }

        long third = (await twin.UpdateDesiredAsync("""{"lamps":{"From":"06:00:00","To":"07:00:00"}}""", Cancellation)).DesiredVersion;
        await using (Greenhouse greenhouse = await Greenhouse.ConnectAsync(emulator.Enroll(), Cancellation))
        {
            await twin.WaitForReportedAsync(
                r => (long?)r["lamps"]?["av"] == third && (long?)r["target"]?["av"] == third && (long?)r["tank"]?["limit"]?["av"] == third, Cancellation);

            // A new process knows nothing: it is told what holds, each once, and nothing of what held before.
            Assert.Equal(
                [("lamps", new Schedule(new TimeOnly(6, 0), new TimeOnly(7, 0)), third), ("limit", 5, 0), ("target", (object?)21.0, third)],
                greenhouse.Told.OrderBy(told => told.Name, StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData("water", """{"Litres":5}""", 200, """{"Litres":5,"Beds":{"all":"High"}}""")]
    [InlineData("water", """{"Litres":5,"Bed":null}""", 200, """{"Litres":5,"Beds":{"none":"High"}}""")]
    [InlineData("water", """{"Litres":-1}""", 422, """{"message":"water does not flow upwards"}""")]
    [InlineData("water", """{"Litres":0}""", 500, """{"message":"The method failed; the module's log says why."}""")]
    [InlineData("water", """{"Litres":"many"}""", 400, """{"message":"The payload is not what 'water' takes, at $.Litres."}""")]
    [InlineData("water", null, 400, """{"message":"The payload is not what 'water' takes."}""")]
    [InlineData("describe", null, 200, "\"a greenhouse\"")]
    [InlineData("describe", "3", 206, "\"xxx\"")]
    [InlineData("describe", "131071", 500, """{"message":"The answer has 131073 bytes; a direct method answers at most 131072."}""")]
    [InlineData("close", null, 202, null)]
    [InlineData("blink", null, 200, null)]
    [InlineData("air", null, 200, null)]
    [InlineData("tank*measure", null, 200, "0.5")]
    [InlineData("measure", null, 501, """{"message":"The module has no direct method 'measure'."}""")]
    public async Task Direct_methods_answer_by_what_they_return_or_throw(string name, string? request, int status, string? response)
    {
        await using GreenhouseHub hub = await GreenhouseHub.StartAsync(Cancellation);

        DirectMethodResult result = await hub.Module.InvokeMethodAsync(name, request ?? "null", cancellationToken: Cancellation);

        Assert.Equal(status, result.Status);
        GreenhouseHub.AssertJson(response ?? "null", result.Payload);
        Assert.Equal(name == "blink", hub.Greenhouse.Told.Any(told => told.Name == "blink"));
    }
}
