using System.Diagnostics;
using System.Globalization;
using ModuleIdentities.Benchmarks.Programs;
using ModuleIdentities.Benchmarks.Telemetry;

namespace ModuleIdentities.Benchmarks.Footprint;

/// <summary>A client in one form, and what was measured of it.</summary>
/// <param name="name">Whose.</param>
/// <param name="form">How it is published.</param>
/// <param name="program">The program.</param>
/// <param name="launch">Starts it.</param>
internal sealed class MeasuredClient(string name, PublishForm form, PublishedProgram program, Func<Task<RunningProgram>> launch) : IAsyncDisposable
{
    private readonly List<double> _starts = [];
    private RunningProgram? _running;

    public string Name => name;

    public PublishForm Form => form;

    public PublishedProgram Program => program;

    /// <summary>The bytes of the assemblies beside the program's own.</summary>
    public long DependencyBytes => program.Dependencies.Sum(file => file.Length);

    /// <summary>Milliseconds to the first PUBACK of the first start.</summary>
    public double First => _starts[0];

    /// <summary>The same, the median of later ones.</summary>
    public double Later => RunFigures.Middle(_starts.Skip(1));

    /// <summary>Memory some seconds after the last start.</summary>
    public MemoryFigures Idle { get; private set; }

    /// <summary>The most resident bytes.</summary>
    public long Peak { get; private set; }

    /// <summary>Bytes allocated while it sent.</summary>
    public long Allocated { get; private set; }

    /// <summary>Starts it, and waits for its first PUBACK; the one before ends.</summary>
    public async Task StartAsync()
    {
        await DisposeAsync();
        long start = Stopwatch.GetTimestamp();
        _running = await launch();
        await _running.ExpectAsync("acknowledged");
        _starts.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    /// <summary>Lets all send at once. What is measured of each is its own: memory and allocations do not depend on the others.</summary>
    public static async Task SendAsync(IReadOnlyCollection<MeasuredClient> clients, int seconds)
    {
        await Task.Delay(TimeSpan.FromSeconds(5));
        foreach (MeasuredClient client in clients)
        {
            client.Idle = client._running!.Memory;
        }

        await Task.WhenAll(clients.Select(async client =>
        {
            await client._running!.TellAsync(seconds.ToString(CultureInfo.InvariantCulture));
            client.Allocated = long.Parse(await client._running.ReadAsync(), CultureInfo.InvariantCulture);
            client.Peak = client._running.PeakMemory;
        }));
    }

    public async ValueTask DisposeAsync()
    {
        if (_running is not null)
        {
            await _running.EndAsync();
            await _running.DisposeAsync();
        }
    }
}
