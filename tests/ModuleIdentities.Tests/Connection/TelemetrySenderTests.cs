using Microsoft.Extensions.Time.Testing;

namespace ModuleIdentities.Tests.Connection;

public sealed class TelemetrySenderTests
{
    [Fact]
    public async Task Who_does_not_await_is_refused_in_the_end_and_what_was_accepted_before_is_sent()
    {
        TelemetrySender sender = new(
            "thermostat", 64, QueueLimits.Of(new TelemetryOptions { QueueCapacity = 3 }), TimeSpan.FromSeconds(30), new FakeTimeProvider());
        Task[] accepted = [.. Enumerable.Range(0, 6).Select(_ => Send(sender))];

        ModuleIdentityException refused = await Assert.ThrowsAsync<ModuleIdentityException>(() => Send(sender));

        Assert.Equal((ModuleIdentityErrorCode.QueueFull, true, false), (refused.Code, refused.IsTransient, refused.WasSent));
        Assert.Contains("Await the sends", refused.Message, StringComparison.Ordinal);
        Assert.All(accepted, send => Assert.False(send.IsCompleted));
        sender.LinkOpened(new PromptLink());
        await Task.WhenAll(accepted);
        await Send(sender);
    }

    private static Task Send(TelemetrySender sender)
    {
        OutgoingMessage message = OutgoingMessage.Rent();
        message.Writer.WriteNumberValue(1);
        message.Writer.Flush();
        return sender.Send(message, CancellationToken.None);
    }

    /// <summary>A link that acknowledges everything at once.</summary>
    private sealed class PromptLink : ITelemetryLink
    {
        public void Publish(OutgoingMessage message) => message.Acknowledge();

        public void Break(ModuleIdentityException fault) => throw new InvalidOperationException("Nothing breaks here.", fault);
    }
}
