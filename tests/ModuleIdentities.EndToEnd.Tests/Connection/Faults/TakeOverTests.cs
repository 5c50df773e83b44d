using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests.Connection.Faults;

/// <summary>Two clients with one identity: the hub lets the newer one in and throws the older one out, and neither can know what the other is.</summary>
public sealed class TakeOverTests
{
    private static readonly TimeSpan Watched = TimeSpan.FromHours(2);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    [FaultKind(FaultCatalogue.TakenOver)]
    public async Task Two_clients_with_one_identity_notice_slow_down_and_say_so_once()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        FakeTimeProvider clock = VirtualTime.Begin();
        ConcurrentQueue<string> warnings = new();
        await emulator.Devices.AddAsync(Emulated.RegistrationId, Cancellation);
        string connectionString = await emulator.Devices.AddModuleAsync(Emulated.RegistrationId, "pump", Cancellation);
        await using Pump first = await ConnectAsync();
        await using Pump second = await ConnectAsync();
        StateWatch[] states = [new(first.ModuleClient), new(second.ModuleClient)];
        DateTimeOffset start = clock.GetUtcNow();
        while (clock.GetUtcNow() - start < Watched)
        {
            await SettleAsync(first, second);
            clock.Advance(TimeSpan.FromSeconds(5));
        }

        int connects = emulator.Journal.Entries.OfType<MqttConnectEntry>().Count(entry => entry.ClientId.EndsWith("/pump", StringComparison.Ordinal));
        ConnectionStateChange[] noticed = [.. states.SelectMany(state => state.Changes).Where(change => change.Reason == ConnectionChangeReason.TakenOver)];
        Assert.NotEmpty(noticed);
        Assert.All(noticed, change => Assert.Equal(RecommendedAction.StopTheOther, change.Action));

        // Ten minutes between two attempts in the end, and each attempt is two connects: the other comes back once.
        Assert.InRange(connects, 8, 70);
        Assert.InRange(noticed.Max(change => change.RetryIn!.Value), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(12.5));
        Assert.InRange(warnings.Count, 1, 2);
        Assert.All(warnings, warning => Assert.Contains("Stop the other one, or give each its own module id", warning, StringComparison.Ordinal));

        async Task<Pump> ConnectAsync()
        {
            ModuleIdentityOptions options = emulator.Options(emulator.ConfigureModule(connectionString), (eventId, message) =>
            {
                if (eventId.Name == "TakenOver")
                {
                    warnings.Enqueue(message);
                }
            });
            return await clock.ConnectAsync(options, Cancellation);
        }
    }

    /// <summary>
    /// Waits until one is in and the other waits, so that nothing but the two's own waits decides what happens when. The clock stands still meanwhile: a link
    /// that grew old because the other one is slow to connect would be no victim of a take-over.
    /// </summary>
    private static async Task SettleAsync(Pump first, Pump second)
    {
        Task never = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously).Task;
        while ((first.ModuleClient.State, second.ModuleClient.State) is not ((ConnectionState.Connected, ConnectionState.Backoff) or (ConnectionState.Backoff, ConnectionState.Connected)))
        {
            await VirtualTime.HappensAsync(never, TimeSpan.FromMilliseconds(1), Cancellation);
        }
    }

    [Fact]
    public async Task The_one_that_is_left_alone_comes_to_rest_and_what_both_sent_has_arrived()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        FakeTimeProvider clock = VirtualTime.Begin();
        await using Pump first = await clock.ConnectAsync(emulator.Enroll([.. VirtualTime.Patience]), Cancellation);
        Pump second = await clock.ConnectAsync(emulator.Enroll([.. VirtualTime.Patience]), Cancellation);

        Task sends = Task.WhenAll(first.SendAsync(1, Cancellation), second.SendAsync(2, Cancellation));
        await clock.PassUntilAsync(sends, TimeSpan.FromSeconds(1), Cancellation);
        await second.DisposeAsync();
        await clock.PassUntilAsync(first.SendAsync(3, Cancellation), TimeSpan.FromSeconds(10), Cancellation);

        Assert.Equal(ConnectionState.Connected, first.ModuleClient.State);
        Assert.Equal([1, 2, 3], Pump.NumbersOf(emulator).Order());
    }
}
