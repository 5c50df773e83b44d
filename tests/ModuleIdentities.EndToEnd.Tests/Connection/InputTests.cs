using System.Text;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests.Connection;

public sealed class InputTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_a_method_is_at_a_message_and_others_wait_telemetry_is_acknowledged_and_direct_methods_are_answered()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using Pump pump = await ModuleClient.ConnectAsync(new Pump(hasInput: true), emulator.Enroll(), Cancellation);
        EmulatedModule module = emulator.Devices[pump.ModuleClient.Identity.DeviceId, "pump"];
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        List<int> handled = [];
        pump.Number = (number, _) =>
        {
            begun.TrySetResult();
            handled.Add(number);
            return end.Task;
        };

        Task[] messages = [.. Enumerable.Range(1, 100).Select(i => module.SendInputAsync("numbers", Encoding.UTF8.GetBytes($"{i}"), cancellationToken: Cancellation))];
        await begun.Task.WaitAsync(Cancellation);
        await pump.SendAsync(1, Cancellation);
        DirectMethodResult called = await module.InvokeMethodAsync("echo", "2", cancellationToken: Cancellation);
        Assert.Equal([1], handled);
        end.SetResult();
        await Task.WhenAll(messages).WaitAsync(Cancellation);

        Assert.Equal(200, called.Status);
        Assert.Equal(Enumerable.Range(1, 100), handled);
    }
}
