using System.Globalization;
using Microsoft.Extensions.Configuration;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.Benchmarks.Growth;

/// <summary>What more modules and devices cost, the emulator's part included.</summary>
internal static class ModuleCosts
{
    private static int _lastDevice;

    public static IEnumerable<GrowingCost> All(IotEmulator emulator)
    {
        // With more, the device keeps to its share of the registry's requests: it waits.
        yield return new GrowingCost("creating and connecting, one after the other, ms", "modules", [3, 6, 12, 24], modules => LeastAsync(async () =>
        {
            ModuleIdentityOptions options = Options(emulator);
            long start = TimeProvider.System.GetTimestamp();
            await using Modules connected = await Modules.ConnectAsync(options, modules);
            return TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;
        }));
        yield return new GrowingCost("memory of connected ones, both sides, KiB", "modules", [3, 6, 12, 24], async modules =>
        {
            ModuleIdentityOptions options = Options(emulator);
            long before = GC.GetTotalMemory(forceFullCollection: true);
            await using Modules connected = await Modules.ConnectAsync(options, modules);
            return (GC.GetTotalMemory(forceFullCollection: true) - before) / 1024.0;
        });
        yield return new GrowingCost("registering in the emulator, ms", "devices", [4000, 8000, 16_000, 32_000], devices => LeastAsync(async () =>
        {
            await using IotEmulator empty = await IotEmulator.StartAsync(new IotEmulatorOptions());
            long start = TimeProvider.System.GetTimestamp();
            for (int i = 0; i < devices; i++)
            {
                await empty.Devices.AddAsync(Text($"device-{i}"));
            }

            return TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;
        }));
    }

    /// <summary>The least of three runs.</summary>
    public static async Task<double> LeastAsync(Func<Task<double>> measure)
    {
        double least = double.MaxValue;
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            least = Math.Min(least, await measure());
        }

        return least;
    }

    /// <summary>A device that is new to the emulator, with a cache of its own.</summary>
    public static ModuleIdentityOptions Options(IotEmulator emulator) => ModuleIdentityOptions.FromConfiguration(new ConfigurationBuilder()
        .AddInMemoryCollection(emulator.SettingsFor(emulator.Enrollments.AddSymmetricKey(Text($"growth-{Interlocked.Increment(ref _lastDevice)}"))))
        .AddInMemoryCollection([new("ModuleIdentities:Cache:Directory", Directory.CreateTempSubdirectory("moduleidentities-growth-").FullName)])
        .Build());

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Modules of one device.</summary>
    private sealed class Modules : IAsyncDisposable
    {
        private readonly List<ModuleClient> _clients = [];

        public static async Task<Modules> ConnectAsync(ModuleIdentityOptions options, int count)
        {
            Modules modules = new();
            for (int i = 0; i < count; i++)
            {
                ModuleClient client = new(Text($"module-{i}"));
                await client.ConnectAsync(options);
                modules._clients.Add(client);
            }

            return modules;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (ModuleClient client in _clients)
            {
                await client.DisposeAsync();
            }
        }
    }
}
