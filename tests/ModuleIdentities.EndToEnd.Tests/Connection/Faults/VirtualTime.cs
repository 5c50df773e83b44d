using Microsoft.Extensions.Time.Testing;

namespace ModuleIdentities.EndToEnd.Tests.Connection.Faults;

/// <summary>A device's clock in the hands of a test, while the network between device and hub is real.</summary>
internal static class VirtualTime
{
    /// <summary>How long real packets are given to come before the clock goes on; with <see cref="Patience"/>, being too short costs a test nothing but virtual time.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(20);

    /// <summary>For a test in which nothing is to end because the machine was slow, by a clock that goes much faster: at 30 s a step, half a minute is one breath.</summary>
    public static IReadOnlyList<(string Key, string Value)> Patience { get; } =
    [
        ("Network:KeepAlive", "00:19:00"),
        ("Network:OperationTimeout", "02:00:00"),
        ("Provisioning:Timeout", "1.00:00:00"),
        ("Telemetry:MessageTimeout", "1.00:00:00"),
    ];

    /// <summary>A clock that shows what the machine's does, and stands still.</summary>
    public static FakeTimeProvider Begin() => new(TimeProvider.System.GetUtcNow());

    /// <summary>Connects a pump that goes by the clock; registering takes a little of its time.</summary>
    public static async Task<Pump> ConnectAsync(this FakeTimeProvider clock, ModuleIdentityOptions options, CancellationToken cancellationToken)
    {
        options.TimeProvider = clock;
        Task<Pump> connecting = Pump.ConnectAsync(options, cancellationToken);
        await clock.PassUntilAsync(connecting, TimeSpan.FromMilliseconds(100), cancellationToken);
        return await connecting;
    }

    /// <summary>Lets time pass, step by step, until something has happened.</summary>
    /// <returns>How much time has passed.</returns>
    public static async Task<TimeSpan> PassUntilAsync(this FakeTimeProvider clock, Task happened, TimeSpan step, CancellationToken cancellationToken)
    {
        DateTimeOffset start = clock.GetUtcNow();
        while (!await HappensAsync(happened, Breath, cancellationToken))
        {
            clock.Advance(step);
        }

        return clock.GetUtcNow() - start;
    }

    /// <summary>Whether something happens within a time of the machine's clock.</summary>
    public static async Task<bool> HappensAsync(Task happened, TimeSpan within, CancellationToken cancellationToken)
    {
        try
        {
            await happened.WaitAsync(within, TimeProvider.System, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
