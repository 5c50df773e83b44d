using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests.Connection;

/// <summary>A module that is disposed leaves nothing behind, in whatever state it was, and however many dispose of it.</summary>
public sealed class DisposalTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("moduleidentities-disposal-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("connected")]
    [InlineData("with a call under way")]
    [InlineData("without a hub")]
    [InlineData("with an outbox and keys that will be due")]
    public async Task No_timer_is_left(string how)
    {
        await using Restartable hub = await Restartable.StartAsync(Cancellation, ("Keys:RotationInterval", "01:00:00"));
        CountingClock clock = new();
        hub.Options.TimeProvider = clock;
        if (how.StartsWith("with an outbox", StringComparison.Ordinal))
        {
            hub.Options.UseOutbox(outbox => outbox.Directory = _folder);
        }

        Pump pump = await Pump.ConnectAsync(hub.Options, Cancellation);
        await pump.SendAsync(1, Cancellation);
        await pump.ReportAsync("level", 1, cancellationToken: Cancellation);
        EmulatedModule module = hub.Emulator.Devices[Emulated.RegistrationId, "pump"];
        TaskCompletionSource called = new(TaskCreationOptions.RunContinuationsAsynchronously);
        pump.Echo = async (_, token) =>
        {
            called.SetResult();
            await new TaskCompletionSource().Task.WaitAsync(token);
            return MethodResponse.Ok("never");
        };
        Task call = Task.CompletedTask;
        if (how == "with a call under way")
        {
            call = module.InvokeMethodAsync("echo", "7", cancellationToken: Cancellation);
            await called.Task.WaitAsync(Cancellation);
        }
        else if (how == "without a hub")
        {
            await hub.GoAsync();
        }

        Assert.NotEqual(0, clock.Running);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => pump.DisposeAsync().AsTask()));

        // A wait with a time limit tells first and lets go of its timer then: so this waits for the last one.
        await clock.NoneIsLeft.WaitAsync(Cancellation);
        Assert.Equal(ConnectionState.Disposed, pump.ModuleClient.State);
        if (how == "without a hub")
        {
            await hub.ComeBackAsync();
        }

        await call.ContinueWith(static _ => { }, Cancellation, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    /// <summary>Counts the timers that nobody has disposed of.</summary>
    private sealed class CountingClock : TimeProvider
    {
        private readonly Lock _gate = new();
        private TaskCompletionSource? _noneIsLeft;
        private int _running;

        public int Running
        {
            get
            {
                lock (_gate)
                {
                    return _running;
                }
            }
        }

        public Task NoneIsLeft
        {
            get
            {
                lock (_gate)
                {
                    _noneIsLeft ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    Count(0);
                    return _noneIsLeft.Task;
                }
            }
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Count(1);
            return new Counted(this, base.CreateTimer(callback, state, dueTime, period));
        }

        private void Count(int more)
        {
            lock (_gate)
            {
                _running += more;
                if (_running == 0)
                {
                    _noneIsLeft?.TrySetResult();
                }
            }
        }

        private sealed class Counted(CountingClock clock, ITimer timer) : ITimer
        {
            private int _isOver;

            public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

            public void Dispose()
            {
                End();
                timer.Dispose();
            }

            public ValueTask DisposeAsync()
            {
                End();
                return timer.DisposeAsync();
            }

            private void End()
            {
                if (Interlocked.Exchange(ref _isOver, 1) == 0)
                {
                    clock.Count(-1);
                }
            }
        }
    }
}
