using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace ModuleIdentities.Benchmarks.Telemetry;

/// <summary>From nothing but a cached identity to the first acknowledged message.</summary>
internal static class WarmStart
{
    private static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(200);

    /// <returns>The round trips after TCP's own: how often a long line's time fits into a start; and the median time over loopback.</returns>
    public static async Task<(int RoundTrips, double Milliseconds)> MeasureAsync(Dictionary<string, string?> settings, int rounds)
    {
        string folder = Directory.CreateTempSubdirectory("moduleidentities-warm-").FullName;
        int port = int.Parse(settings["ModuleIdentities:Network:MqttPort"]!, CultureInfo.InvariantCulture);
        string near = settings["ModuleIdentities:Network:MqttPort"]!;

        // The cold start, which fills the cache.
        await StartAsync(settings, folder, near);
        List<double> here = [];
        List<double> far = [];
        for (int i = 0; i < rounds; i++)
        {
            here.Add((await StartAsync(settings, folder, near)).TotalMilliseconds);
            await using DistantHub distant = new(port, RoundTrip);
            far.Add((await StartAsync(settings, folder, distant.Port.ToString(CultureInfo.InvariantCulture))).TotalMilliseconds);
        }

        Directory.Delete(folder, recursive: true);
        return ((int)(far.Min() / RoundTrip.TotalMilliseconds), RunFigures.Middle(here));
    }

    private static async Task<TimeSpan> StartAsync(Dictionary<string, string?> settings, string folder, string port)
    {
        ModuleIdentityOptions options = ModuleIdentityOptions.FromConfiguration(new ConfigurationBuilder()
            .AddInMemoryCollection(settings)
            .AddInMemoryCollection(
            [
                new("ModuleIdentities:Provisioning:Transport", "Https"),
                new("ModuleIdentities:Cache:Directory", folder),
                new("ModuleIdentities:Network:MqttPort", port),
            ])
            .Build());
        long start = Stopwatch.GetTimestamp();
        await using GeneratedModule module = await GeneratedModule.ConnectAsync(options);
        await module.SendReadingAsync(21.5, 44.25, "line-4");
        return Stopwatch.GetElapsedTime(start);
    }
}
