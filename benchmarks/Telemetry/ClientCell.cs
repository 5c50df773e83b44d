using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace ModuleIdentities.Benchmarks.Telemetry;

/// <summary>
/// A client in a process of its own, so that what it allocates is its own. Each line it reads, <c>WINDOW MESSAGES</c>, is a run, whose
/// <see cref="RunFigures"/> it prints as a line; it ends with its standard input.
/// </summary>
internal static class ClientCell
{
    public const string Verb = "client-cell";

    /// <param name="args">
    /// <c>generated</c> or <c>outbox</c> with its configuration as JSON; <c>bare</c> with port, client id, user name, password, topic; <c>official</c> with folder and
    /// connection string; <c>idle</c> with the number of modules and the configuration as JSON.
    /// </param>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is ["idle", string count, string configuration])
        {
            await IdleModules.RunAsync(int.Parse(count, CultureInfo.InvariantCulture), Read(configuration));
            return 0;
        }

        await using ITelemetryClient client = args switch
        {
            ["generated", string json] => await GeneratedClient.ConnectAsync(Read(json)),
            ["outbox", string json] => await GeneratedClient.ConnectDurablyAsync(Read(json)),
            ["bare", .. string[] rest] => await BareClient.ConnectAsync(rest),
            ["official", string folder, string connectionString] => await OfficialClient.ConnectAsync(folder, connectionString),
            _ => throw new ArgumentException("There is no such client."),
        };
        Console.WriteLine("connected");
        while (await Console.In.ReadLineAsync() is { } line)
        {
            int[] numbers = [.. line.Split(' ').Select(word => int.Parse(word, CultureInfo.InvariantCulture))];
            Console.WriteLine(await MeasureAsync(client, numbers[0], numbers[1]));
        }

        return 0;
    }

    private static IConfiguration Read(string json) => new ConfigurationBuilder()
        .AddInMemoryCollection(System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, string?>>(Encoding.UTF8.GetBytes(json)))
        .Build();

    private static async Task<RunFigures> MeasureAsync(ITelemetryClient client, int window, int messages)
    {
        long[] latencies = new long[messages];
        int next = -1;
        using Process self = Process.GetCurrentProcess();
        GC.Collect(2, GCCollectionMode.Forced, true);
        long bytes = GC.GetTotalAllocatedBytes(true);
        TimeSpan processor = self.TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, window).Select(_ => SendAsync()));
        await client.FlushAsync();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        self.Refresh();
        double microseconds = (self.TotalProcessorTime - processor).TotalMicroseconds;
        bytes = GC.GetTotalAllocatedBytes(true) - bytes;
        Array.Sort(latencies);
        return new RunFigures(
            messages / seconds, bytes / (double)messages, microseconds / messages, Microseconds(latencies[messages / 2]), Microseconds(latencies[messages / 100 * 99]));

        async Task SendAsync()
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            for (int i = Interlocked.Increment(ref next); i < messages; i = Interlocked.Increment(ref next))
            {
                long sent = Stopwatch.GetTimestamp();
                await client.SendAsync(21.5, 44.25, "line-4").ConfigureAwait(false);
                latencies[i] = Stopwatch.GetTimestamp() - sent;
            }
        }
    }

    private static double Microseconds(long ticks) => ticks * 1e6 / Stopwatch.Frequency;
}
