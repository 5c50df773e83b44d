namespace ModuleIdentities.Tests.Connection;

public sealed class QueueLimitsTests
{
    [Theory]
    [InlineData(TelemetryFullMode.Throw, 3, 300, false)]
    [InlineData(TelemetryFullMode.Throw, 4, 300, true)]
    [InlineData(TelemetryFullMode.Throw, 3, 301, true)]
    [InlineData(TelemetryFullMode.Wait, 6, 600, false)]
    [InlineData(TelemetryFullMode.Wait, 7, 600, true)]
    [InlineData(TelemetryFullMode.Wait, 6, 601, true)]
    [InlineData(TelemetryFullMode.DropOldest, 1000, 1_000_000, false)]
    public void Memory_has_its_bound_whether_sends_are_awaited_or_not(TelemetryFullMode whenFull, long messages, long bytes, bool isRefused) => Assert.Equal(
        isRefused, QueueLimits.Of(new TelemetryOptions { WhenFull = whenFull, QueueCapacity = 3, QueueBytes = 300 }).Refuses(messages, bytes));

    [Theory]
    [InlineData(TelemetryFullMode.Wait, 103, 10_300, false)]
    [InlineData(TelemetryFullMode.Wait, 104, 10_300, true)]
    [InlineData(TelemetryFullMode.Wait, 103, 10_301, true)]
    [InlineData(TelemetryFullMode.Throw, 101, 1, true)]
    public void What_waits_for_room_in_an_outbox_is_bound_by_the_memory(TelemetryFullMode whenFull, long messages, long bytes, bool isRefused) => Assert.Equal(
        isRefused,
        QueueLimits
            .Of(new OutboxOptions { WhenFull = whenFull, Capacity = 100, CapacityBytes = 10_000 }, new TelemetryOptions { QueueCapacity = 3, QueueBytes = 300 })
            .Refuses(messages, bytes));
}
