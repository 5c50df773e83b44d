using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace ModuleIdentities.Benchmarks.Telemetry;

/// <summary>Many modules of one device, connected in one process that does nothing else.</summary>
internal static class IdleModules
{
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(60);

    /// <summary>Connects, waits, and prints the resident bytes before and after, the threads, and the CPU milliseconds of a minute.</summary>
    public static async Task RunAsync(int count, IConfiguration configuration)
    {
        ModuleIdentityOptions options = ModuleIdentityOptions.FromConfiguration(configuration);

        // The first pays for the code that all run.
        ModuleClient[] clients = new ModuleClient[count];
        await ConnectAsync(0);
        long before = Measure();
        for (int i = 1; i < count; i++)
        {
            await ConnectAsync(i);
        }

        long after = Measure();
        using Process self = Process.GetCurrentProcess();
        TimeSpan processor = self.TotalProcessorTime;
        await Task.Delay(Watched);
        self.Refresh();
        double milliseconds = (self.TotalProcessorTime - processor).TotalMilliseconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{before} {after} {self.Threads.Count} {milliseconds}"));
        await Task.WhenAll(clients.Select(client => client.DisposeAsync().AsTask()));

        Task ConnectAsync(int number)
        {
            clients[number] = new ModuleClient(string.Create(CultureInfo.InvariantCulture, $"idle-{number}"));
            return clients[number].ConnectAsync(options);
        }
    }

    private static long Measure()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, true, true);
        return Environment.WorkingSet;
    }
}
