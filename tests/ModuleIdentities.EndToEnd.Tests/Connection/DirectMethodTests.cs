using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests.Connection;

public sealed class DirectMethodTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_seventeenth_call_at_one_time_is_asked_to_come_again()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using Pump pump = await Pump.ConnectAsync(emulator.Enroll(), Cancellation);
        using SemaphoreSlim running = new(0);
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        pump.Echo = async (request, token) =>
        {
            running.Release();
            await go.Task.WaitAsync(token);
            return MethodResponse.Ok($"heard {request}");
        };
        EmulatedModule module = ModuleOf(emulator, pump);
        Task<DirectMethodResult>[] calls = [.. Enumerable.Range(0, 16).Select(i => module.InvokeMethodAsync("echo", $"{i}", cancellationToken: Cancellation))];
        for (int i = 0; i < 16; i++)
        {
            await running.WaitAsync(Cancellation);
        }

        DirectMethodResult refused = await module.InvokeMethodAsync("echo", "17", cancellationToken: Cancellation);
        go.SetResult();

        Assert.Equal(429, refused.Status);
        Assert.All(await Task.WhenAll(calls), result => Assert.Equal(200, result.Status));
    }

    [Fact]
    public async Task An_answer_for_a_link_that_has_ended_is_dropped_and_the_method_is_told_to_stop()
    {
        await using Restartable hub = await Restartable.StartAsync(Cancellation);
        await using Pump pump = await Pump.ConnectAsync(hub.Options, Cancellation);
        TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        pump.Echo = async (request, token) =>
        {
            started.TrySetResult();
            await using CancellationTokenRegistration registration = token.Register(() => stopped.TrySetResult());
            await stopped.Task;
            return MethodResponse.Ok("too late");
        };
        Task<DirectMethodResult> call = ModuleOf(hub.Emulator, pump).InvokeMethodAsync("echo", "1", cancellationToken: Cancellation);
        await started.Task.WaitAsync(Cancellation);

        await hub.RestartAsync();
        await stopped.Task.WaitAsync(Cancellation);
        pump.Echo = (request, _) => Task.FromResult(MethodResponse.Ok("in time"));
        DirectMethodResult next = await ModuleOf(hub.Emulator, pump)
            .InvokeMethodAsync("echo", "2", connectTimeout: TimeSpan.FromSeconds(30), responseTimeout: TimeSpan.FromSeconds(60), cancellationToken: Cancellation);

        await Assert.ThrowsAnyAsync<Exception>(() => call);
        Assert.Equal("in time", (string?)next.Payload);
    }

    private static EmulatedModule ModuleOf(IotEmulator emulator, Pump pump) => emulator.Devices[pump.ModuleClient.Identity.DeviceId, "pump"];
}
