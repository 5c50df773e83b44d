using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace ModuleIdentities.Benchmarks.Telemetry;

/// <summary>From nothing but a cached identity to the first acknowledged message.</summary>
internal static class WarmStart
{
    /// <returns>The round trips after TCP's own, and the median time over loopback.</returns>
    public static async Task<(int RoundTrips, double Milliseconds)> MeasureAsync(Dictionary<string, string?> settings, int rounds)
    {
        string folder = Directory.CreateTempSubdirectory("moduleidentities-warm-").FullName;
        int port = int.Parse(settings["ModuleIdentities:Network:MqttPort"]!, CultureInfo.InvariantCulture);
        List<double> times = [];
        List<int> trips = [];
        for (int i = 0; i <= rounds; i++)
        {
            // The first run is the cold one, which fills the cache.
            await using CountingProxy proxy = new(port);
            ModuleIdentityOptions options = ModuleIdentityOptions.FromConfiguration(new ConfigurationBuilder()
                .AddInMemoryCollection(settings)
                .AddInMemoryCollection(
                [
                    new("ModuleIdentities:Provisioning:Transport", "Https"),
                    new("ModuleIdentities:Cache:Directory", folder),
                    new("ModuleIdentities:Network:MqttPort", proxy.Port.ToString(CultureInfo.InvariantCulture)),
                ])
                .Build());
            long start = Stopwatch.GetTimestamp();
            await using GeneratedModule module = await GeneratedModule.ConnectAsync(options);
            await module.SendReadingAsync(21.5, 44.25, "line-4");
            if (i > 0)
            {
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                trips.Add(proxy.RoundTrips);
            }
        }

        Directory.Delete(folder, recursive: true);
        return (trips.Max(), RunFigures.Middle(times));
    }
}
