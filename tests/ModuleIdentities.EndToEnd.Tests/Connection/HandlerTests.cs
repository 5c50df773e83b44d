using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests.Connection;

/// <summary>Every method of a module, and every listener, may call every public member, disposing included, and nothing waits for itself.</summary>
public sealed class HandlerTests
{
    private static readonly Dictionary<string, Func<Pump, Task>> Calls = new()
    {
        ["SendTelemetryAsync"] = pump => pump.SendAsync(1, Cancellation),
        ["SendTelemetryBatchAsync"] = pump => pump.ModuleClient.SendTelemetryBatchAsync([1, 2, 3], Contracts.Default.Int32, cancellationToken: Cancellation),
        ["ReportPropertiesAsync"] = pump => pump.ReportAsync("level", 1, cancellationToken: Cancellation),
        ["FlushAsync"] = pump => pump.ModuleClient.FlushAsync(Cancellation),
        ["State"] = pump => Task.FromResult((pump.ModuleClient.State, pump.ModuleClient.LastStateChange, pump.ModuleClient.Identity)),
        ["ConnectAsync"] = pump => Assert.ThrowsAnyAsync<InvalidOperationException>(() => pump.ModuleClient.ConnectAsync(new ModuleIdentityOptions(), Cancellation)),
        ["DisposeAsync"] = pump => pump.DisposeAsync().AsTask(),
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> EveryPair => new(
        from handler in new[] { "DesiredProperty", "DirectMethod", "StateChanged", "StateChangesAsync" }
        from call in Calls.Keys
        select (handler, call));

    [Theory]
    [MemberData(nameof(EveryPair))]
    public async Task May_call(string handler, string call)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using Pump pump = await Pump.ConnectAsync(emulator.Enroll(), Cancellation);
        EmulatedModule module = emulator.Devices[pump.ModuleClient.Identity.DeviceId, "pump"];
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        pump.Speed = async (_, _, _) =>
        {
            await CallAsync();
            return PropertyResponse.Completed();
        };
        pump.Echo = async (_, _) =>
        {
            await CallAsync();
            return MethodResponse.Ok("done");
        };

        Task trigger = handler switch
        {
            "DesiredProperty" => module.Twin.UpdateDesiredAsync("""{"speed":1}""", Cancellation),
            "DirectMethod" => module.InvokeMethodAsync("echo", "1", cancellationToken: Cancellation),
            "StateChanged" => ListenAsync(),
            _ => StreamAsync(),
        };
        await done.Task.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, Cancellation);
        await pump.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, Cancellation);

        Assert.Equal(ConnectionState.Disposed, pump.ModuleClient.State);
        await trigger.ContinueWith(_ => { }, Cancellation, TaskContinuationOptions.None, TaskScheduler.Default);

        async Task CallAsync()
        {
            try
            {
                await Calls[call](pump);
                done.TrySetResult();
            }
            catch (Exception exception)
            {
                done.TrySetException(exception);
                throw;
            }
        }

        // Any change will do: the module is thrown out by another client with its identity, and comes back.
        async Task ListenAsync()
        {
            pump.ModuleClient.StateChanged += (_, change) => _ = change.Current == ConnectionState.Connected ? CallAsync() : Task.CompletedTask;
            await emulator.Devices.SetEnabledAsync(pump.ModuleClient.Identity.DeviceId, false, Cancellation);
            await emulator.Devices.SetEnabledAsync(pump.ModuleClient.Identity.DeviceId, true, Cancellation);
        }

        async Task StreamAsync()
        {
            IAsyncEnumerator<ConnectionStateChange> changes = pump.ModuleClient.StateChangesAsync(Cancellation).GetAsyncEnumerator(Cancellation);
            ValueTask<bool> next = changes.MoveNextAsync();
            await emulator.Devices.SetEnabledAsync(pump.ModuleClient.Identity.DeviceId, false, Cancellation);
            await emulator.Devices.SetEnabledAsync(pump.ModuleClient.Identity.DeviceId, true, Cancellation);
            while (await next && changes.Current.Current != ConnectionState.Connected)
            {
                next = changes.MoveNextAsync();
            }

            await CallAsync();
            await changes.DisposeAsync();
        }
    }
}
