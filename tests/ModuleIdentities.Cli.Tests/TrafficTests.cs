using System.Text;
using System.Text.Json.Nodes;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.Cli.Tests;

/// <summary><c>send</c>, <c>twin get</c>, <c>twin report</c>, <c>twin watch</c>, <c>method listen</c>.</summary>
public sealed class TrafficTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_waits_until_the_hub_has_acknowledged()
    {
        await using Bench bench = await Bench.StartAsync();

        ToolRun first = await bench.DeviceAsync("send", "thermostat", "--body", """{"temperature":21.5}""", "-p", "alarm=none", "-p", "note=a=b", "--component", "sensor", "--json");
        ToolRun second = await bench.RunAsync(["send", "thermostat", "--file", "-", "--config", bench.Config], "[1,2]");

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Equal(("thermostat", 20), ((string)first.Json["moduleId"]!, (int)first.Json["bytes"]!));
        ReceivedMessage message = await bench.Emulator.Messages.FirstAsync(cancellationToken: Cancellation);
        Assert.Equal("""{"temperature":21.5}""", Encoding.UTF8.GetString(message.Body.Span));
        Assert.Equal(("none", "a=b"), (message.Properties["alarm"], message.Properties["note"]));
        Assert.Equal(2, bench.Emulator.Messages.Count);
    }

    [Theory]
    [InlineData("--body", "{oops", "not JSON: line 1")]
    [InlineData("--file", "missing.json", "no file missing.json")]
    [InlineData("--property", "novalue", "Say what to send")]
    public async Task What_cannot_be_sent_is_a_mistake_of_usage(string option, string value, string reason)
    {
        await using Bench bench = await Bench.StartAsync();

        ToolRun run = await bench.DeviceAsync("send", "thermostat", option, value);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
        Assert.Equal(0, bench.Emulator.Messages.Count);
    }

    [Fact]
    public async Task The_twin_is_reported_and_read()
    {
        await using Bench bench = await Bench.StartAsync();

        ToolRun report = await bench.DeviceAsync("twin", "report", "thermostat", "--body", """{"firmware":"2.1"}""", "--json");
        await bench.Emulator.Devices[Bench.Device, "thermostat"].Twin.UpdateDesiredAsync("""{"target":22}""", Cancellation);
        ToolRun json = await bench.DeviceAsync("twin", "get", "thermostat", "--json");
        ToolRun text = await bench.DeviceAsync("twin", "get", "thermostat");
        ToolRun array = await bench.DeviceAsync("twin", "report", "thermostat", "--body", "[]");

        Assert.Equal((0, 0, 0, 2), (report.ExitCode, json.ExitCode, text.ExitCode, array.ExitCode));
        Assert.Equal("firmware", (string)report.Json["properties"]![0]!);
        Assert.Equal((22, "2.1", 2), ((int)json.Json["desired"]!["target"]!, (string)json.Json["reported"]!["firmware"]!, (int)json.Json["desiredVersion"]!));
        Assert.StartsWith("desired: {", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_tells_each_version_until_it_is_interrupted()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        await using Bench bench = await Bench.StartAsync();
        await using RunningTool tool = bench.StartDevice("twin", "watch", "thermostat", "--json");
        Assert.Equal(1, (int)(await tool.JsonAsync())["desiredVersion"]!);

        await bench.Emulator.Devices[Bench.Device, "thermostat"].Twin.UpdateDesiredAsync("""{"target":23}""", Cancellation);
        JsonObject change = await tool.JsonAsync();
        tool.Signal("INT");
        ToolRun run = await tool.EndAsync();

        Assert.Equal((2, 23), ((int)change["desiredVersion"]!, (int)change["desired"]!["target"]!));
        Assert.Equal((130, ""), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task Watch_and_listen_give_a_line_for_each_into_a_pipe()
    {
        await using Bench bench = await Bench.StartAsync();
        ToolRun watched = await bench.DeviceAsync("twin", "watch", "thermostat", "--count", "1");
        await using RunningTool tool = bench.StartDevice("method", "listen", "thermostat", "--count", "1");
        EmulatedModule module = bench.Emulator.Devices[Bench.Device, "thermostat"];
        await module.WaitUntilConnectedAsync(Readiness.DirectMethods, Cancellation);

        await module.InvokeMethodAsync("reboot", """{"delay":3}""", cancellationToken: Cancellation);

        Assert.StartsWith("1\t{", watched.Output, StringComparison.Ordinal);
        Assert.Equal("reboot\t{\"delay\":3}\t200", (await tool.EndAsync()).Output.TrimEnd());
    }

    [Fact]
    public async Task Methods_are_told_and_answered_and_the_last_answer_gets_through()
    {
        await using Bench bench = await Bench.StartAsync();
        await using RunningTool tool = bench.StartDevice("method", "listen", "thermostat", "--status", "202", "--answer", """{"soon":true}""", "--count", "1", "--json");
        EmulatedModule module = bench.Emulator.Devices[Bench.Device, "thermostat"];
        await module.WaitUntilConnectedAsync(Readiness.DirectMethods, Cancellation);

        DirectMethodResult result = await module.InvokeMethodAsync("reboot", """{"delay":3}""", cancellationToken: Cancellation);
        ToolRun run = await tool.EndAsync();

        Assert.Equal((202, """{"soon":true}"""), (result.Status, result.Payload?.ToJsonString()));
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(("reboot", 3, 202), ((string)run.Json["method"]!, (int)run.Json["payload"]!["delay"]!, (int)run.Json["answeredStatus"]!));
    }
}
