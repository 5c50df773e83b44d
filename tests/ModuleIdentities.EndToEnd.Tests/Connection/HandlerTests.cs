using System.Text.Json;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests.Connection;

/// <summary>Whatever of the user's code the library runs may call every public member, disposing included, and nothing waits for itself.</summary>
public sealed class HandlerTests
{
    private const string DesiredProperty = nameof(DesiredProperty);
    private const string DirectMethod = nameof(DirectMethod);
    private const string Input = nameof(Input);
    private const string Acknowledgement = nameof(Acknowledgement);
    private const string Cancelling = nameof(Cancelling);
    private const string BodyWriter = nameof(BodyWriter);
    private const string Logger = nameof(Logger);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly string[] Handlers =
    [
        DesiredProperty, DirectMethod, Input, Acknowledgement, Cancelling, BodyWriter, Logger,
        nameof(ModuleClient.StateChangesAsync), nameof(ModuleClient.StateChanged), nameof(ModuleClient.TelemetryDropped),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("moduleidentities-handlers-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> EveryPair => new(from handler in Handlers from member in PublicMembers.Names select (handler, member));

    [Theory]
    [MemberData(nameof(EveryPair))]
    public async Task May_call(string handler, string member)
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int calls = 0;
        Pump pump = new(hasInput: handler == Input);
        Func<Task>? onLog = null;
        ModuleIdentityOptions options = emulator.Options(emulator.Configure(("Network:OperationTimeout", "00:00:05")), (_, _) => onLog?.Invoke());
        FaultHandle? away = null;
        if (handler == nameof(ModuleClient.TelemetryDropped))
        {
            options.UseOutbox(outbox => (outbox.Directory, outbox.Capacity, outbox.WhenFull) = (_folder, 1, TelemetryFullMode.DropOldest));
        }

        await using Pump connected = await ModuleClient.ConnectAsync(pump, options, Cancellation);
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

        pump.Number = (_, _) => CallAsync();
        using CancellationTokenSource end = new();
        Task trigger = TriggerAsync();
        await done.Task.WaitAsync(Patience, TimeProvider.System, Cancellation);
        await pump.DisposeAsync().AsTask().WaitAsync(Patience, TimeProvider.System, Cancellation);
        await end.CancelAsync();

        Assert.Equal(ConnectionState.Disposed, pump.ModuleClient.State);
        await trigger.ContinueWith(_ => { }, Cancellation, TaskContinuationOptions.None, TaskScheduler.Default);

        Task TriggerAsync()
        {
            EmulatedModule module = emulator.Devices[pump.ModuleClient.Identity.DeviceId, "pump"];
            switch (handler)
            {
                case DesiredProperty:
                    return module.Twin.UpdateDesiredAsync("""{"speed":1}""", end.Token);
                case DirectMethod:
                    return module.InvokeMethodAsync("echo", "1", cancellationToken: end.Token);
                case Input:
                    return module.SendInputAsync("numbers", "1"u8.ToArray(), cancellationToken: end.Token);
                case Acknowledgement:
                    return pump.SendAsync(1, Cancellation).ContinueWith(
                        _ => CallAsync(), Cancellation, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).Unwrap();
                case Cancelling:
                    CancellationTokenSource cancel = new();
                    cancel.Token.Register(() => _ = CallAsync());
                    Task send = pump.SendAsync(1, cancel.Token);
                    return Task.WhenAll(cancel.CancelAsync(), send);
                case BodyWriter:
                    return pump.ModuleClient.SendTelemetryAsync(0, WriteBody, default, Cancellation);
                case Logger:
                    onLog = CallAsync;
                    return ThrowOutAsync();
                case nameof(ModuleClient.TelemetryDropped):
                    pump.ModuleClient.TelemetryDropped += (_, _) => _ = CallAsync();
                    away = emulator.Faults.Add(Fault.BlackHole() with { ModuleId = "pump" });
                    return Task.WhenAll(Enumerable.Range(0, 200).Select(i => pump.SendAsync(i, end.Token)));
                case nameof(ModuleClient.StateChanged):
                    pump.ModuleClient.StateChanged += (_, _) => _ = CallAsync();
                    return ThrowOutAsync();
                default:
                    return StreamAsync();
            }
        }

        void WriteBody(Utf8JsonWriter writer, int number)
        {
            _ = CallAsync();
            writer.WriteNumber("number"u8, number);
        }

        async Task CallAsync()
        {
            if (Interlocked.Increment(ref calls) > 1)
            {
                return;
            }

            away?.Dispose();
            try
            {
                await PublicMembers.CallAsync(member, pump, Cancellation);
                done.TrySetResult();
            }
            catch (InvalidOperationException exception) when (exception is not ObjectDisposedException && member.StartsWith("Connect", StringComparison.Ordinal))
            {
                // It is connected already.
                done.TrySetResult();
            }
            catch (ModuleIdentityException exception) when (handler == nameof(ModuleClient.TelemetryDropped) && exception.Code == ModuleIdentityErrorCode.Dropped)
            {
                // In a queue of one it made room for the next, which is an end as well.
                done.TrySetResult();
            }
            catch (ModuleIdentityException exception) when (exception.Code == ModuleIdentityErrorCode.CredentialRefused)
            {
                // To throw the module out, its device is disabled for a moment: to be refused in it is an end as well.
                done.TrySetResult();
            }
            catch (Exception exception)
            {
                done.TrySetException(exception);
                throw;
            }
        }

        async Task ThrowOutAsync()
        {
            await emulator.Devices.SetEnabledAsync(pump.ModuleClient.Identity.DeviceId, false, end.Token);
            await emulator.Devices.SetEnabledAsync(pump.ModuleClient.Identity.DeviceId, true, end.Token);
        }

        async Task StreamAsync()
        {
            await using IAsyncEnumerator<ConnectionStateChange> changes = pump.ModuleClient.StateChangesAsync(Cancellation).GetAsyncEnumerator(Cancellation);
            ValueTask<bool> next = changes.MoveNextAsync();
            await ThrowOutAsync();
            await next;
            await CallAsync();
        }
    }

    [Fact]
    public void Every_event_is_among_the_handlers() => Assert.Subset(Handlers.ToHashSet(), PublicMembers.Events.ToHashSet());
}
