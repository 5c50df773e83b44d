using System.Text.Json;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests;

/// <summary>Sends numbers as fast as they are acknowledged.</summary>
internal sealed class Load : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly SemaphoreSlim _acknowledged = new(0);
    private readonly List<int> _sent = [];
    private readonly Task _sending;

    private Load(Thermostat thermostat, CancellationToken cancellationToken)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _sending = SendAsync(thermostat);
    }

    public static Load Start(Thermostat thermostat, CancellationToken cancellationToken) => new(thermostat, cancellationToken);

    /// <summary>Completes when so many more messages have been acknowledged from now on.</summary>
    public async Task SentAsync(int count, CancellationToken cancellationToken)
    {
        while (await _acknowledged.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            // Acknowledged before.
        }

        for (int i = 0; i < count; i++)
        {
            await _acknowledged.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Stops, and looks for every message that was acknowledged among those that came.</summary>
    public async Task AssertNothingIsLostAsync(IotEmulator emulator)
    {
        await StopAsync();
        Assert.NotEmpty(_sent);
        HashSet<int> received = [.. emulator.Messages.Snapshot().Select(Number)];
        Assert.Subset(received, _sent.ToHashSet());
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
        _acknowledged.Dispose();
    }

    private async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _sending;
    }

    private async Task SendAsync(Thermostat thermostat)
    {
        for (int i = 0; !_stop.IsCancellationRequested; i++)
        {
            // Not cancelled: what was begun is to arrive.
            await thermostat.SendReadingAsync(i, null, CancellationToken.None);
            _sent.Add(i);
            _acknowledged.Release();
        }
    }

    private static int Number(ReceivedMessage message) =>
        (int)JsonDocument.Parse(message.Body).RootElement.GetProperty("temperature").GetDouble();
}
