using System.Globalization;
using System.Text.Json.Nodes;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.Soak;

/// <summary>Two hubs and their provisioning service, that die and come back with what they had written; tells the oracle of each message.</summary>
internal sealed class SoakHub : IAsyncDisposable
{
    public const string Device = "soak-device";
    private const string SecondHub = "127.0.0.2";

    private readonly FastClock _clock;
    private readonly Oracle _oracle;
    private readonly string _file;
    private readonly int[] _ports = FreePorts.Take(2);
    private CancellationTokenSource _stop = new();
    private Task<int> _reading = Task.FromResult(0);

    private SoakHub(FastClock clock, Oracle oracle, string folder)
    {
        _clock = clock;
        _oracle = oracle;
        _file = Path.Combine(folder, "hub.emulator.db");
    }

    public IotEmulator Emulator { get; private set; } = null!;

    /// <summary>The hub that the device is in.</summary>
    public string Current { get; private set; } = "";

    public static async Task<SoakHub> StartAsync(FastClock clock, Oracle oracle, string folder)
    {
        SoakHub hub = new(clock, oracle, folder);
        await hub.StartAsync();
        hub.Emulator.Enrollments.AddSymmetricKey(Device);
        hub.Current = hub.Emulator.HostName;
        hub.Emulator.Enrollments.MoveTo(Device, hub.Current);
        return hub;
    }

    public IReadOnlyDictionary<string, string?> Configuration => Emulator.SettingsFor(Emulator.Enrollments.Find(Device)!);

    /// <summary>Dies as by a power cut; what it had received is counted.</summary>
    public async Task KillAsync()
    {
        await Emulator.KillAsync();
        await StopReadingAsync();
    }

    public async Task StartAsync()
    {
        Emulator = await IotEmulator.StartAsync(new IotEmulatorOptions
        {
            StateFile = _file,
            MqttPort = _ports[0],
            HttpsPort = _ports[1],
            LinkedHubs = [SecondHub],
            RetainedMessages = 4_000_000,
            RetainedJournalEntries = 1,
            TimeProvider = _clock,
        });
        _stop = new CancellationTokenSource();
        _reading = ReadAsync(Emulator, _stop.Token);
    }

    /// <summary>Assigns the device to the other hub, and deletes it in the one where it was.</summary>
    public async Task MoveAsync()
    {
        string before = Current;
        Current = before == SecondHub ? Emulator.HostName : SecondHub;
        Emulator.Enrollments.MoveTo(Device, Current);
        if (Emulator.Hubs[before].Devices.List().Contains(Device))
        {
            await Emulator.Hubs[before].Devices.RemoveAsync(Device);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Emulator.DisposeAsync();
        await StopReadingAsync();
        _stop.Dispose();
    }

    private async Task StopReadingAsync()
    {
        await _stop.CancelAsync();
        int read = await _reading;
        foreach (ReceivedMessage message in Emulator.Messages.Snapshot().Skip(read))
        {
            Take(message);
        }

        _reading = Task.FromResult(Emulator.Messages.Count);
    }

    private async Task<int> ReadAsync(IotEmulator emulator, CancellationToken stopped)
    {
        int count = 0;
        try
        {
            await foreach (ReceivedMessage message in emulator.Messages.WithCancellation(stopped))
            {
                Take(message);
                count++;
            }
        }
        catch (OperationCanceledException)
        {
            // The rest is in the snapshot.
        }

        return count;
    }

    private void Take(ReceivedMessage message) => _oracle.Receive(
        int.Parse(message.ModuleId!.Split('-')[1], CultureInfo.InvariantCulture), (long)JsonNode.Parse(message.Body.Span)!["number"]!);
}
