using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests.Connection.Faults;

/// <summary>The faults that Microsoft's own end-to-end tests ask a hub for, asked for in the same way: by a message of the module itself.</summary>
public sealed class FaultMessageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(FaultCatalogue.KillTcp, "boom")]
    [InlineData(FaultCatalogue.ShutDownMqtt, "byebye")]
    [InlineData(FaultCatalogue.InvokeThrottling, "boom")]
    [InlineData(FaultCatalogue.InvokeMaxMessageQuota, "boom")]
    [InlineData(FaultCatalogue.InvokeAuthError, "boom")]
    [FaultKind(FaultCatalogue.KillTcp)]
    [FaultKind(FaultCatalogue.ShutDownMqtt)]
    [FaultKind(FaultCatalogue.InvokeThrottling)]
    [FaultKind(FaultCatalogue.InvokeMaxMessageQuota)]
    [FaultKind(FaultCatalogue.InvokeAuthError)]
    public async Task What_is_sent_during_the_fault_arrives_after_it(string type, string reason)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using Pump pump = await Pump.ConnectAsync(emulator.Enroll(("Network:OperationTimeout", "00:00:02")), Cancellation);
        await pump.SendAsync(0, Cancellation);
        StateWatch states = new(pump.ModuleClient);
        MessageProperties fault = default(MessageProperties)
            .With("AzIoTHub_FaultOperationType", type)
            .With("AzIoTHub_FaultOperationCloseReason", reason)
            .With("AzIoTHub_FaultOperationDelayInSecs", 0)
            .With("AzIoTHub_FaultOperationDurationInSecs", 1);

        // It is never acknowledged, so the link is given up for it; sent again, it is.
        Task asked = pump.ModuleClient.SendTelemetryAsync(-1, static (writer, value) => writer.WriteNumber("number"u8, value), fault, Cancellation);
        Task[] sends = [.. Enumerable.Range(1, 20).Select(i => pump.SendAsync(i, Cancellation))];
        await Task.WhenAll([asked, .. sends]).WaitAsync(Cancellation);

        Assert.Equal(Enumerable.Range(0, 21), Pump.NumbersOf(emulator).Where(number => number >= 0));
        Assert.Contains(states.Changes, change => change.Current == ConnectionState.Backoff);
    }
}
