using System.Text.Json;
using ModuleIdentities.Benchmarks.Telemetry;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.Benchmarks.Growth;

/// <summary>What more messages cost.</summary>
internal static class MessageCosts
{
    public static IEnumerable<GrowingCost> All(IotEmulator emulator)
    {
        yield return new GrowingCost("sending through one connection, ms", "messages", [8000, 16_000, 32_000, 64_000], messages => ModuleCosts.LeastAsync(async () =>
        {
            await using GeneratedModule module = await GeneratedModule.ConnectAsync(ModuleCosts.Options(emulator));
            long start = TimeProvider.System.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, 64).Select(async _ =>
            {
                for (int i = 0; i < messages / 64; i++)
                {
                    await module.SendReadingAsync(21.5, 44.25, "line-4").ConfigureAwait(false);
                }
            }));
            return TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;
        }));
        yield return GrowingCost.OfProcessor("accepting without a link, then sending", "waiting messages", [8000, 16_000, 32_000, 64_000], messages =>
        {
            TelemetrySender sender = Sender(messages);
            Accept(sender, messages);
            ImmediateLink link = new();
            return () => link.Take(sender, messages);
        });
        yield return GrowingCost.OfProcessor("the queue's work for messages that a link lost and the next one takes", "messages on their way", [500, 1000, 2000, 4000], messages =>
        {
            TelemetrySender sender = Sender(messages, window: messages);
            Accept(sender, messages);
            SilentLink silent = new();
            sender.LinkOpened(silent);
            ImmediateLink link = new();
            return () =>
            {
                sender.LinkEnded(silent);
                link.Take(sender, messages);
            };
        });
    }

    private static TelemetrySender Sender(int messages, int window = 64) => new(
        "growth",
        window,
        QueueLimits.Of(new TelemetryOptions { QueueCapacity = messages, QueueBytes = long.MaxValue, MessageTimeout = TimeSpan.FromHours(1) }),
        TimeSpan.FromMinutes(1),
        TimeProvider.System);

    private static void Accept(TelemetrySender sender, int messages)
    {
        for (int i = 0; i < messages; i++)
        {
            OutgoingMessage message = OutgoingMessage.Rent();
            JsonSerializer.Serialize(message.Writer, i);
            message.Writer.Flush();
            _ = sender.Send(message, CancellationToken.None);
        }
    }

    /// <summary>Acknowledges whatever it is given.</summary>
    private sealed class ImmediateLink : ITelemetryLink
    {
        private readonly Queue<OutgoingMessage> _given = new();

        public void Take(TelemetrySender sender, int messages)
        {
            sender.LinkOpened(this);
            for (int i = 0; i < messages; i++)
            {
                _given.Dequeue().Acknowledge();
            }
        }

        public void Publish(OutgoingMessage message) => _given.Enqueue(message);

        public void Break(ModuleIdentityException fault) => throw fault;
    }

    /// <summary>Acknowledges nothing.</summary>
    private sealed class SilentLink : ITelemetryLink
    {
        public void Publish(OutgoingMessage message)
        {
            // It is lost.
        }

        public void Break(ModuleIdentityException fault) => throw fault;
    }
}
