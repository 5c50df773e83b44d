using Microsoft.Extensions.Logging;

namespace ModuleIdentities;

/// <summary>Says what was dropped: each time to those who listen and to the meter, now and then to the log, for one full disk may drop thousands.</summary>
/// <param name="moduleId">The module.</param>
/// <param name="logger">The log.</param>
internal sealed class DropReporter(string moduleId, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TelemetryDropReason, long> _unlogged = [];

    /// <summary>All drops.</summary>
    public EventStream<TelemetryDropped> Drops { get; } = new();

    /// <summary>Messages were dropped.</summary>
    public void Report(TelemetryDropped dropped)
    {
        ModuleIdentitiesTelemetry.Dropped(moduleId, dropped);
        Drops.Publish(dropped);
        lock (_gate)
        {
            _unlogged[dropped.Reason] = _unlogged.GetValueOrDefault(dropped.Reason) + dropped.Messages;
        }
    }

    /// <summary>Logs what has gathered.</summary>
    public void Tick()
    {
        KeyValuePair<TelemetryDropReason, long>[] gathered;
        lock (_gate)
        {
            gathered = [.. _unlogged];
            _unlogged.Clear();
        }

        foreach ((TelemetryDropReason reason, long messages) in gathered)
        {
            Log.TelemetryDropped(logger, messages, moduleId, reason);
        }
    }
}
