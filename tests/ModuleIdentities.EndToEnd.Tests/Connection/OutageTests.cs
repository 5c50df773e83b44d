using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests.Connection;

public sealed class OutageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_sent_while_the_hub_is_away_arrive_in_order_when_it_is_back()
    {
        await using Restartable hub = await Restartable.StartAsync(Cancellation);
        await using Pump pump = await Pump.ConnectAsync(hub.Options, Cancellation);
        await pump.SendAsync(0, Cancellation);
        await hub.GoAsync();
        Task[] sends = [.. Enumerable.Range(1, 200).Select(i => pump.SendAsync(i, Cancellation))];
        Task report = pump.ReportAsync("level", 5, cancellationToken: Cancellation);

        await hub.ComeBackAsync();
        await Task.WhenAll(sends).WaitAsync(Cancellation);
        await report.WaitAsync(Cancellation);

        Assert.Equal(Enumerable.Range(1, 200), Pump.NumbersOf(hub.Emulator));
        Assert.Equal(5, (int?)hub.Emulator.Devices[pump.ModuleClient.Identity.DeviceId, "pump"].Twin.Get().Reported["level"]);
    }

    [Fact]
    public async Task Each_state_is_told_once_and_in_order_to_the_event_and_to_the_stream()
    {
        await using Restartable hub = await Restartable.StartAsync(Cancellation);
        Pump pump = new();
        List<ConnectionState> heard = [];
        pump.ModuleClient.StateChanged += (_, change) => heard.Add(change.Current);
        await ModuleClient.ConnectAsync(pump, hub.Options, Cancellation);
        List<ConnectionStateChange> streamed = [];
        TaskCompletionSource back = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task streaming = StreamAsync();

        await hub.RestartAsync();
        await back.Task.WaitAsync(Cancellation);
        await pump.DisposeAsync();
        await streaming.WaitAsync(Cancellation);

        Assert.Equal(ConnectionState.Disposed, pump.ModuleClient.State);
        Assert.Equal([ConnectionState.Connecting, ConnectionState.Connected, .. streamed.Select(change => change.Current)], heard);
        Assert.Equal(ConnectionState.Backoff, streamed[0].Current);
        Assert.Equal((ConnectionState.Connected, ConnectionState.Disposed), (streamed[^2].Current, streamed[^1].Current));
        Assert.All(streamed.Zip(streamed.Skip(1)), pair => Assert.Equal(pair.First.Current, pair.Second.Previous));
        Assert.All(streamed.Where(change => change.Current == ConnectionState.Backoff), change => Assert.NotNull(change.RetryIn));

        async Task StreamAsync()
        {
            await foreach (ConnectionStateChange change in pump.ModuleClient.StateChangesAsync(Cancellation))
            {
                streamed.Add(change);
                if (change.Current == ConnectionState.Connected)
                {
                    back.TrySetResult();
                }
            }
        }
    }

    [Fact]
    public async Task An_application_starts_with_no_network_and_what_it_sends_arrives_when_there_is_one()
    {
        await using Restartable hub = await Restartable.StartAsync(Cancellation);
        await hub.GoAsync();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(hub.Options);
        builder.Services.AddSingleton(Microsoft.Extensions.Options.Options.Create(hub.Options));
        builder.Services.AddModule(_ => new Pump());
        using IHost host = builder.Build();

        await host.StartAsync(Cancellation);
        Pump pump = host.Services.GetRequiredService<Pump>();
        Task send = pump.SendAsync(1, Cancellation);
        Assert.NotEqual(ConnectionState.Connected, pump.ModuleClient.State);
        await hub.ComeBackAsync();
        await send.WaitAsync(Cancellation);
        Task last = pump.SendAsync(2, Cancellation);
        await host.StopAsync(Cancellation);

        Assert.True(last.IsCompletedSuccessfully);
        Assert.Equal([1, 2], Pump.NumbersOf(hub.Emulator));
    }

    [Fact]
    public async Task A_send_that_is_cancelled_while_it_waits_is_never_sent()
    {
        await using Restartable hub = await Restartable.StartAsync(Cancellation);
        await using Pump pump = await Pump.ConnectAsync(hub.Options, Cancellation);
        await hub.GoAsync();
        using CancellationTokenSource cancel = new();
        Task cancelled = pump.SendAsync(1, cancel.Token);
        Task kept = pump.SendAsync(2, Cancellation);
        await cancel.CancelAsync();

        OperationCanceledException exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        await hub.ComeBackAsync();
        await kept.WaitAsync(Cancellation);

        Assert.Equal(cancel.Token, exception.CancellationToken);
        Assert.Equal([2], Pump.NumbersOf(hub.Emulator));
    }

    [Fact]
    public async Task What_is_left_when_the_module_is_disposed_fails_and_says_whether_it_may_have_arrived()
    {
        await using Restartable hub = await Restartable.StartAsync(Cancellation);
        Pump pump = await Pump.ConnectAsync(hub.Options, Cancellation);
        await hub.GoAsync();
        Task send = pump.SendAsync(1, Cancellation);
        Task report = pump.ReportAsync("level", 1, cancellationToken: Cancellation);

        await pump.DisposeAsync().AsTask().WaitAsync(Cancellation);

        Assert.Equal(ModuleIdentityErrorCode.Stopped, (await Assert.ThrowsAsync<ModuleIdentityException>(() => send)).Code);
        Assert.Equal(ModuleIdentityErrorCode.Stopped, (await Assert.ThrowsAsync<ModuleIdentityException>(() => report)).Code);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pump.SendAsync(2, Cancellation));
        await hub.ComeBackAsync();
    }

    [Fact]
    public async Task A_full_queue_refuses_when_it_is_told_to()
    {
        await using Restartable hub = await Restartable.StartAsync(Cancellation, ("Telemetry:WhenFull", "Throw"), ("Telemetry:QueueCapacity", "3"));
        await using Pump pump = await Pump.ConnectAsync(hub.Options, Cancellation);
        await hub.GoAsync();
        Task[] accepted = [.. Enumerable.Range(0, 3).Select(i => pump.SendAsync(i, Cancellation))];

        ModuleIdentityException exception = await Assert.ThrowsAsync<ModuleIdentityException>(() => pump.SendAsync(3, Cancellation));
        await hub.ComeBackAsync();
        await Task.WhenAll(accepted).WaitAsync(Cancellation);

        Assert.Equal((ModuleIdentityErrorCode.QueueFull, false, true), (exception.Code, exception.WasSent, exception.IsTransient));
    }

    [Fact]
    public async Task What_was_reported_is_reported_again_to_another_hub()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentityOptions options = emulator.Enroll();
        await using Pump pump = await Pump.ConnectAsync(options, Cancellation);
        await pump.ReportAsync("level", 5, cancellationToken: Cancellation);
        await pump.ReportAsync("limit", 9, "motor", Cancellation);
        ModuleIdentity before = pump.ModuleClient.Identity;

        // As after a move with "reset data": the hub has another twin of the module, with nothing in it.
        await emulator.Devices.RemoveModuleAsync(before.DeviceId, "pump", Cancellation);
        TwinSnapshot twin = await ReportedAgainAsync(emulator, before.DeviceId);

        Assert.NotEqual(before.GenerationId, pump.ModuleClient.Identity.GenerationId);
        Assert.Equal("""{"__t":"c","limit":9}""", twin.Reported["motor"]!.ToJsonString());
    }

    private static async Task<TwinSnapshot> ReportedAgainAsync(IotEmulator emulator, string deviceId)
    {
        await emulator.Journal.FirstAsync<HttpRequestEntry>(
            request => request.Method == "PUT" && request.Target.Contains("/modules/pump", StringComparison.Ordinal) && emulator.Counters.Total > 2, Cancellation);
        await emulator.Devices[deviceId, "pump"].WaitUntilConnectedAsync(cancellationToken: Cancellation);
        return await emulator.Devices[deviceId, "pump"].Twin.WaitForReportedAsync(r => r["level"] is not null && r["motor"] is JsonObject, Cancellation);
    }
}
