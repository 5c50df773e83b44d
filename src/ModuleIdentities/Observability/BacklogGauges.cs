using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace ModuleIdentities;

/// <summary>What every connected module has accepted and its hub has not acknowledged, read when somebody collects metrics and never else.</summary>
internal static class BacklogGauges
{
    private static readonly ConcurrentDictionary<Watched, byte> All = new();

    static BacklogGauges()
    {
        ModuleIdentitiesTelemetry.Meter.CreateObservableUpDownCounter("moduleidentities.telemetry.backlog", () => Read(static backlog => backlog.Messages), "{message}", "Messages that were accepted and are not acknowledged.");
        ModuleIdentitiesTelemetry.Meter.CreateObservableUpDownCounter("moduleidentities.telemetry.backlog.size", () => Read(static backlog => backlog.Bytes), "By", "The bytes of their bodies.");
        ModuleIdentitiesTelemetry.Meter.CreateObservableUpDownCounter("moduleidentities.telemetry.in_flight", () => Read(static backlog => (long)backlog.InFlight), "{message}", "Messages that are on their way.");
        ModuleIdentitiesTelemetry.Meter.CreateObservableGauge("moduleidentities.telemetry.backlog.age", () => Read(static backlog => backlog.Age.TotalSeconds), "s", "How long the oldest message has waited.");
    }

    /// <summary>Has a module's backlog read from now on.</summary>
    /// <returns>What ends it when disposed.</returns>
    public static IDisposable Watch(string moduleId, Func<TelemetryBacklog> read)
    {
        Watched watched = new(moduleId, read);
        All.TryAdd(watched, 0);
        return watched;
    }

    private static IEnumerable<Measurement<T>> Read<T>(Func<TelemetryBacklog, T> part)
        where T : struct =>
        All.Keys.Select(watched => new Measurement<T>(part(watched.Read()), new KeyValuePair<string, object?>(ModuleIdentitiesTelemetry.ModuleTag, watched.ModuleId)));

    private sealed class Watched(string moduleId, Func<TelemetryBacklog> read) : IDisposable
    {
        public string ModuleId { get; } = moduleId;

        public Func<TelemetryBacklog> Read { get; } = read;

        public void Dispose() => All.TryRemove(this, out _);
    }
}
