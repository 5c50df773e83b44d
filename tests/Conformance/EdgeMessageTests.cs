using System.Text;
using ModuleIdentities.Emulator;
using ModuleIdentities.EndToEnd.Tests.Connection.Faults;

namespace ModuleIdentities.Conformance;

/// <summary>What every engine does with the inputs and outputs of a module.</summary>
public sealed class EdgeMessageTests
{
    private const string Device = "line-4";
    private const string Module = "filter";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_to_an_output_is_telemetry_that_names_it()
    {
        await using IotEmulator emulator = await EngineBench.StartAsync(Cancellation);
        await using Filter filter = await ConnectAsync(emulator);

        await filter.SendAlertAsync(3, "heat", Cancellation);

        ReceivedMessage alert = await emulator.Messages.FirstAsync(cancellationToken: Cancellation);
        Assert.Equal("""{"level":3}""", Encoding.UTF8.GetString(alert.Body.Span));
        Assert.Equal(
            ("alerts", "application/json", "utf-8"),
            (alert.SystemProperties["output-name"], alert.SystemProperties["content-type"], alert.SystemProperties["content-encoding"]));
        Assert.Equal("heat", Assert.Single(alert.Properties, property => property.Key == "kind").Value);
    }

    [Fact]
    public async Task What_comes_to_the_inputs_is_handled_in_its_order_and_acknowledged_when_it_has_been()
    {
        await using IotEmulator emulator = await EngineBench.StartAsync(Cancellation);
        await using Filter filter = await ConnectAsync(emulator);
        (Task begun, TaskCompletionSource end) = filter.Hold();

        Task first = SendAsync(emulator, "numbers", "1", ("kind", "warm & wet"));
        Task second = SendAsync(emulator, "anything", "no JSON");
        Task third = SendAsync(emulator, "numbers", "2");
        await begun.WaitAsync(Cancellation);
        Assert.False(first.IsCompleted || second.IsCompleted || third.IsCompleted);
        Assert.Equal(["1 warm & wet of line-4"], filter.Heard);
        end.SetResult();
        await Task.WhenAll(first, second, third).WaitAsync(Cancellation);

        Assert.Equal(["1 warm & wet of line-4", "anything: no JSON", "2  of line-4"], filter.Heard);
    }

    [Fact]
    public async Task A_message_that_the_module_fails_on_or_cannot_read_or_has_no_input_for_is_acknowledged_and_holds_up_nothing()
    {
        await using IotEmulator emulator = await EngineBench.StartAsync(Cancellation);
        await using Filter filter = await ConnectAsync(emulator);
        filter.Number = static (number, _) => number == 1 ? throw new InvalidOperationException("A mistake.") : Task.CompletedTask;

        await Task.WhenAll(
            SendAsync(emulator, "numbers", "1"),
            SendAsync(emulator, "numbers", "\"one\""),
            SendAsync(emulator, "elsewhere", "1"),
            SendAsync(emulator, "numbers", "2")).WaitAsync(Cancellation);

        Assert.Equal(["1  of line-4", "2  of line-4"], filter.Heard);
        Assert.Equal(ConnectionState.Connected, filter.ModuleClient.State);
    }

    [Fact]
    public async Task A_message_whose_connection_ends_before_its_method_is_not_acknowledged_and_the_next_connection_takes_others()
    {
        await using IotEmulator emulator = await EngineBench.StartAsync(Cancellation);
        await using Filter filter = await ConnectAsync(emulator);
        (Task begun, _) = filter.Hold();
        StateWatch states = new(filter.ModuleClient);
        Task<ConnectionStateChange> back = states.NextAsync(ConnectionState.Connected);

        Task lost = SendAsync(emulator, "numbers", "1");
        await begun.WaitAsync(Cancellation);
        emulator.Faults.Add(Fault.DropLink() with { ModuleId = Module, Times = 1 });
        Task sent = filter.SendAlertAsync(1, cancellationToken: Cancellation);
        await Assert.ThrowsAsync<HubRefusedException>(() => lost.WaitAsync(Cancellation));
        await back.WaitAsync(Cancellation);
        await sent;
        filter.Number = static (_, _) => Task.CompletedTask;
        await SendAsync(emulator, "numbers", "2").WaitAsync(Cancellation);

        Assert.Equal(["1  of line-4", "2  of line-4"], filter.Heard);
    }

    [Fact]
    public async Task A_module_that_renews_its_connection_ends_the_message_that_it_is_at_first()
    {
        await using IotEmulator emulator = await EngineBench.StartAsync(Cancellation);
        await using Filter filter = await ConnectAsync(emulator);
        (Task begun, TaskCompletionSource end) = filter.Hold();

        Task message = SendAsync(emulator, "numbers", "1");
        await begun.WaitAsync(Cancellation);
        StateWatch states = new(filter.ModuleClient);
        Task<ConnectionStateChange> renews = states.NextAsync(ConnectionState.Renewing);
        Task<ModuleIdentity> rotation = filter.ModuleClient.RotateKeysAsync(Cancellation);
        await renews.WaitAsync(Cancellation);
        end.SetResult();
        await message.WaitAsync(Cancellation);
        await rotation.WaitAsync(Cancellation);

        Assert.Equal(["1  of line-4"], filter.Heard);
    }

    private static async Task<Filter> ConnectAsync(IotEmulator emulator) => await Filter.ConnectAsync(
        EngineBench.Options(emulator, emulator.SettingsFor(await emulator.Devices.AddAsync(Device, Cancellation))), Cancellation);

    private static Task SendAsync(IotEmulator emulator, string input, string body, params (string Key, string Value)[] properties) =>
        emulator.Devices[Device, Module].SendInputAsync(
            input, Encoding.UTF8.GetBytes(body), properties.ToDictionary(property => property.Key, property => property.Value), Cancellation);
}
