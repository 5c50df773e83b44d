using System.Text;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests.Connection;

public sealed class BatchTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_batch_arrives_in_order_and_is_taken_only_as_fast_as_it_is_acknowledged()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using Pump pump = await Pump.ConnectAsync(emulator.Enroll(("Telemetry:Window", "4")), Cancellation);
        int ahead = 0;

        await pump.ModuleClient.SendTelemetryBatchAsync(ItemsAsync(), Contracts.Default.Int32, cancellationToken: Cancellation);

        Assert.Equal(
            Enumerable.Range(0, 300).Select(i => $"{i}"),
            emulator.Messages.Snapshot().Select(message => Encoding.UTF8.GetString(message.Body.Span)));
        Assert.InRange(ahead, 1, 12);

        async IAsyncEnumerable<int> ItemsAsync()
        {
            for (int i = 0; i < 300; i++)
            {
                ahead = Math.Max(ahead, i - emulator.Messages.Count);
                yield return i;
            }

            await Task.CompletedTask;
        }
    }

    [Fact]
    public async Task The_first_failure_ends_a_batch()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using Pump pump = await Pump.ConnectAsync(emulator.Enroll(), Cancellation);

        await Assert.ThrowsAsync<NotSupportedException>(
            () => pump.ModuleClient.SendTelemetryBatchAsync(Failing(), Contracts.Default.Int32, cancellationToken: Cancellation));
        await pump.SendAsync(1, Cancellation);

        static async IAsyncEnumerable<int> Failing()
        {
            yield return 1;
            await Task.CompletedTask;
            throw new NotSupportedException("no more");
        }
    }
}
