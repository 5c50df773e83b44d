using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests.Connection;

public sealed class UntypedModuleTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Any_JSON_is_sent_and_reported_and_the_twin_is_read_as_it_is()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using UntypedModule module = new("probe");
        await module.ConnectAsync(emulator.Enroll(), Cancellation);

        await module.SendTelemetryAsync(JsonElement.Parse("""[1,"two",{"three":3}]"""), default(MessageProperties).With("level", "high"), Cancellation);
        await module.ReportPropertiesAsync(JsonElement.Parse("""{"firmware":"2","gone":null}"""), Cancellation);
        await emulator.Devices[Emulated.RegistrationId, "probe"].Twin.UpdateDesiredAsync("""{"target":7}""", Cancellation);
        ModuleTwin twin = await module.ModuleClient.GetTwinAsync(Cancellation);

        ReceivedMessage message = await emulator.Messages.FirstAsync(cancellationToken: Cancellation);
        Assert.Equal("""[1,"two",{"three":3}]""", Encoding.UTF8.GetString(message.Body.Span));
        Assert.Equal("high", message.Properties["level"]);
        Assert.Equal(("2", 7), (twin.Reported.GetProperty("firmware").GetString(), twin.Desired.GetProperty("target").GetInt32()));
        Assert.Equal((2, 2), (twin.ReportedVersion, twin.DesiredVersion));
        await Assert.ThrowsAsync<ArgumentException>(() => module.ReportPropertiesAsync(JsonElement.Parse("[]"), Cancellation));
    }

    [Fact]
    public async Task Every_desired_change_is_heard_as_a_whole_and_acknowledged_by_nobody()
    {
        Channel<(string Document, long Version)> heard = Channel.CreateUnbounded<(string, long)>();
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using UntypedModule module = new("probe", (desired, version, _) => heard.Writer.WriteAsync((desired.GetRawText(), version), Cancellation).AsTask());
        await module.ConnectAsync(emulator.Enroll(), Cancellation);
        EmulatedTwin twin = emulator.Devices[Emulated.RegistrationId, "probe"].Twin;
        Assert.Equal(1, (await heard.Reader.ReadAsync(Cancellation)).Version);

        await twin.UpdateDesiredAsync("""{"a":{"b":1}}""", Cancellation);
        Assert.Equal(("""{"$version":2,"a":{"b":1}}""", 2), await heard.Reader.ReadAsync(Cancellation));
        await twin.UpdateDesiredAsync("""{"a":{"b":null,"c":2}}""", Cancellation);
        Assert.Equal(("""{"$version":3,"a":{"c":2}}""", 3), await heard.Reader.ReadAsync(Cancellation));

        Assert.Equal(1, (await module.ModuleClient.GetTwinAsync(Cancellation)).ReportedVersion);
    }

    [Fact]
    public async Task Every_direct_method_is_heard_with_its_name()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using UntypedModule module = new("probe", onDirectMethod: (name, payload, _) => name == "refuse"
            ? throw new DirectMethodException(409, "not now")
            : Task.FromResult(new MethodResponse<JsonElement>(201, JsonElement.Parse($$"""{"name":"{{name}}","payload":{{payload.GetRawText()}}}"""))));
        await module.ConnectAsync(emulator.Enroll(), Cancellation);
        EmulatedModule probe = emulator.Devices[Emulated.RegistrationId, "probe"];
        await probe.WaitUntilConnectedAsync(Readiness.DirectMethods, Cancellation);

        DirectMethodResult first = await probe.InvokeMethodAsync("reboot", """{"delay":3}""", cancellationToken: Cancellation);
        DirectMethodResult second = await probe.InvokeMethodAsync("motor*stop", "null", cancellationToken: Cancellation);
        DirectMethodResult refused = await probe.InvokeMethodAsync("refuse", "1", cancellationToken: Cancellation);

        Assert.Equal((201, """{"name":"reboot","payload":{"delay":3}}"""), (first.Status, first.Payload?.ToJsonString()));
        Assert.Equal("""{"name":"motor*stop","payload":null}""", second.Payload?.ToJsonString());
        Assert.Equal(409, refused.Status);
    }

    [Fact]
    public async Task A_read_of_the_twin_that_nobody_answers_ends_with_the_module()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using UntypedModule module = new("probe");
        await module.ConnectAsync(emulator.Enroll(), Cancellation);
        using FaultHandle hole = emulator.Faults.Add(Fault.BlackHole());

        Task<ModuleTwin> read = module.ModuleClient.GetTwinAsync(Cancellation);
        await module.DisposeAsync();

        ModuleIdentityException exception = await Assert.ThrowsAsync<ModuleIdentityException>(() => read);
        Assert.Equal(ModuleIdentityErrorCode.Stopped, exception.Code);
    }
}
