using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests.Connection;

/// <summary>An emulator that can go away and come back at the same ports, with what it knew.</summary>
internal sealed class Restartable : IAsyncDisposable
{
    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("moduleidentities-").FullName, "state.emulator.db");
    private readonly CancellationToken _cancellation;
    private readonly int[] _ports = FreePorts.Take(2);

    private Restartable(CancellationToken cancellation) => _cancellation = cancellation;

    public IotEmulator Emulator { get; private set; } = null!;

    public ModuleIdentityOptions Options { get; private set; } = null!;

    public static async Task<Restartable> StartAsync(CancellationToken cancellation, params (string Key, string Value)[] settings)
    {
        Restartable hub = new(cancellation);
        hub.Emulator = await hub.StartAsync(hub._ports[0], hub._ports[1]);
        hub.Options = hub.Emulator.Enroll(settings);
        return hub;
    }

    /// <summary>Kills the emulator, as with a power cut, and starts it again.</summary>
    /// <param name="meanwhile">What happens to its state while no module can reach it.</param>
    public async Task RestartAsync(Func<IotEmulator, Task>? meanwhile = null)
    {
        await GoAsync();
        if (meanwhile is not null)
        {
            await using IotEmulator away = await StartAsync(0, 0);
            await meanwhile(away);
        }

        await ComeBackAsync();
    }

    /// <summary>The same, with a look at the dead emulator.</summary>
    public async Task RestartAsync(Action look)
    {
        await GoAsync();
        look();
        await ComeBackAsync();
    }

    public async Task GoAsync()
    {
        await Emulator.KillAsync();
        await Emulator.DisposeAsync();
    }

    public async Task ComeBackAsync() => Emulator = await StartAsync(_ports[0], _ports[1]);

    public ValueTask DisposeAsync() => Emulator.DisposeAsync();

    private Task<IotEmulator> StartAsync(int mqttPort, int httpsPort) => IotEmulator.StartAsync(
        new IotEmulatorOptions { StateFile = _file, MqttPort = mqttPort, HttpsPort = httpsPort }, _cancellation);
}
