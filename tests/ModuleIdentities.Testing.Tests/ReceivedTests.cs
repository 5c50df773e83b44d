using ModuleIdentities.Emulator;

namespace ModuleIdentities.Testing.Tests;

/// <summary>Assertions on telemetry.</summary>
public sealed class ReceivedTests(HubFixture hub) : IClassFixture<HubFixture>
{
    private static readonly TimeSpan s_atOnce = TimeSpan.FromMilliseconds(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_body_is_found_by_its_type_in_what_is_there_and_in_what_comes()
    {
        TestDevice device = await hub.AddDeviceAsync();
        await using Pump pump = await Pump.ConnectAsync(device.CreateOptions(), Cancellation);
        await pump.SendPressureAsync(1, Cancellation);
        await pump.SendFlowAsync(new Flow(2), cancellationToken: Cancellation);

        Assert.Equal(new Flow(2), await device.Received<Flow>());
        Task<Flow> more = device.Received<Flow>(where: flow => flow.Litres > 2);
        Assert.False(more.IsCompleted);
        await pump.SendFlowAsync(new Flow(3), cancellationToken: Cancellation);
        Assert.Equal(new Flow(3), await more);
    }

    [Fact]
    public async Task A_field_a_contract_and_the_message_itself_are_other_ways_to_it()
    {
        TestDevice device = await hub.AddDeviceAsync();
        await using Pump pump = await Pump.ConnectAsync(device.CreateOptions(), Cancellation);
        await pump.SendFlowAsync(new Flow(2, "cold"), "low", Cancellation);
        await pump.SendPressureAsync(1.5, Cancellation);

        Assert.Equal(1.5, await device.Received<double>("pressure", where: pressure => pressure > 1));
        Assert.Equal(new Flow(2, "cold"), await device.Module<Pump>().Received(FlowContext.Default.Flow, where: flow => flow.Note is not null));
        Assert.Equal("low", (await hub.ReceivedMessage(where: message => message.DeviceId == device.DeviceId)).Properties["alarm"]);
    }

    [Fact]
    public async Task Devices_and_modules_see_what_they_sent_themselves()
    {
        TestDevice device = await hub.AddDeviceAsync();
        TestDevice other = await hub.AddDeviceAsync();
        await using Pump pump = await Pump.ConnectAsync(device.CreateOptions(), Cancellation);
        await pump.SendPressureAsync(1, Cancellation);
        await device.ReceivedMessage();

        HubAssertionException ofOther = await Assert.ThrowsAsync<HubAssertionException>(() => other.ReceivedMessage(within: s_atOnce));
        HubAssertionException ofModule = await Assert.ThrowsAsync<HubAssertionException>(() => device.Module("valve").ReceivedMessage(within: s_atOnce));

        Assert.Equal($"Within 0.001 s the hub received no message from {other}. It received nothing.", ofOther.Message);
        Assert.Equal($"Within 0.001 s the hub received no message from {device}/valve, which is not connected. It received nothing.", ofModule.Message);
    }

    [Fact]
    public async Task A_failure_lists_the_newest_of_what_was_received_instead()
    {
        TestDevice device = await hub.AddDeviceAsync();
        await using Pump pump = await Pump.ConnectAsync(device.CreateOptions(), Cancellation);
        for (int i = 0; i < 25; i++)
        {
            await pump.SendFlowAsync(new Flow(i, new string('x', 300)), "low", Cancellation);
        }

        HubAssertionException failure = await Assert.ThrowsAsync<HubAssertionException>(
            () => device.Received<Flow>(where: flow => flow.Litres > 24, within: TimeSpan.FromSeconds(1)));

        string[] lines = failure.Message.Split('\n');
        Assert.Equal($"Within 1 s the hub received no Flow with flow => flow.Litres > 24 from {device}. It received 25 instead, the last 20 of which are:", lines[0]);
        Assert.Equal(21, lines.Length);
        Assert.Matches($$"""^  #\d+ {{device}}/pump alarm=low \{"Litres":24,"Note":"x+…: Flow, but not so$""", lines[20]);
    }

    [Fact]
    public async Task A_mistake_in_the_condition_is_the_tests_own()
    {
        TestDevice device = await hub.AddDeviceAsync();
        await using Pump pump = await Pump.ConnectAsync(device.CreateOptions(), Cancellation);
        await pump.SendPressureAsync(1, Cancellation);

        await Assert.ThrowsAsync<KeyNotFoundException>(() => device.ReceivedMessage(where: message => message.Properties["alarm"] == "low"));
    }

    [Fact]
    public async Task A_fault_hits_only_whom_it_is_for_and_says_when_it_does_not()
    {
        TestDevice device = await hub.AddDeviceAsync();
        TestDevice other = await hub.AddDeviceAsync();
        await using Pump pump = await Pump.ConnectAsync(device.CreateOptions(), Cancellation);
        using FaultHandle ofOther = other.Inject(Fault.DropLink());
        using FaultHandle ofModule = device.Module<Pump>().Inject(Fault.DropLink());

        await ofModule.Hit();

        HubAssertionException failure = await Assert.ThrowsAsync<HubAssertionException>(() => ofOther.Hit(within: s_atOnce));
        Assert.Equal("Within 0.001 s DropLinkFault hit 0 times, not 1: nothing more came that it concerns.", failure.Message);
    }
}
