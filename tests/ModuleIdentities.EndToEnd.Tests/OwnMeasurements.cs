using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace ModuleIdentities.EndToEnd.Tests;

/// <summary>The counters of what this test has caused; others that run at the same time have contexts of their own.</summary>
internal sealed class OwnMeasurements : IDisposable
{
    private readonly AsyncLocal<ConcurrentDictionary<string, long>> _counts = new();
    private readonly MeterListener _listener = new();

    public OwnMeasurements()
    {
        _counts.Value = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == ModuleIdentitiesTelemetry.Name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            string text = instrument.Name.Replace("moduleidentities.registry", "registry", StringComparison.Ordinal);
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                text += $" {tag.Value}";
            }

            _counts.Value?.AddOrUpdate(text, value, (_, sum) => sum + value);
        });
        _listener.Start();
    }

    /// <summary>The counts since the last time, in the order of their names.</summary>
    public string[] Take()
    {
        string[] taken = [.. _counts.Value!.Select(count => $"{count.Key}: {count.Value}").Order(StringComparer.Ordinal)];
        _counts.Value!.Clear();
        return taken;
    }

    public void Dispose() => _listener.Dispose();
}
