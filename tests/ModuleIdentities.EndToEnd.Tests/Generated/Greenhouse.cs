using System.Collections.Concurrent;
using System.Text.Json.Serialization;

namespace ModuleIdentities.EndToEnd.Tests.Generated;

/// <summary>What a greenhouse measures.</summary>
internal sealed record Reading([property: JsonPropertyName("temp")] double Temperature, Level Level, int[]? Samples = null);

[JsonConverter(typeof(JsonStringEnumConverter<Level>))]
internal enum Level
{
    Low,
    High,
}

/// <summary>When the lamps burn.</summary>
internal readonly record struct Schedule(TimeOnly From, TimeOnly To);

internal sealed record WateringRequest(int Litres, string? Bed = "all");

internal sealed class WateringResult
{
    public required int Litres { get; init; }

    public IReadOnlyDictionary<string, Level> Beds { get; init; } = new Dictionary<string, Level>();
}

/// <summary>A module as a user writes one, with everything that a class can declare.</summary>
[ModuleIdentity("greenhouse", ModelId = "dtmi:com:example:Greenhouse;1")]
internal sealed partial class Greenhouse
{
    /// <summary>What it heard, in order.</summary>
    public ConcurrentQueue<(string Name, object? Value, long Version)> Told { get; } = new();

    [Telemetry]
    public partial Task SendScalarsAsync(
        double temperature, int? humidity, string note, Level level, DateTimeOffset at, TimeSpan lasted, bool isOpen, Guid id,
        CancellationToken cancellationToken);

    [Telemetry]
    public partial Task SendReadingAsync(
        Reading reading, [MessageProperty] string? alarm, [MessageProperty("bed no")] int? bed, CancellationToken cancellationToken);

    [Telemetry(Component = "tank")]
    public partial Task SendTankAsync(double level, CancellationToken cancellationToken);

    [Telemetry]
    public partial Task SendReadingsAsync(IReadOnlyList<Reading> readings, [MessageProperty] string batch, CancellationToken cancellationToken);

    [Telemetry]
    public partial Task SendStreamAsync(IAsyncEnumerable<Reading> readings, CancellationToken cancellationToken);

    [ReportedProperty]
    public partial Task ReportFirmwareAsync(string? firmware, CancellationToken cancellationToken);

    [ReportedProperty]
    public partial Task ReportStateAsync(Reading last, Level mode, bool isLocked, CancellationToken cancellationToken);

    [ReportedProperty(Component = "tank")]
    public partial Task ReportTankAsync(double capacity, CancellationToken cancellationToken);

    [DesiredProperty]
    private void OnLamps(Schedule lamps, long version) => Told.Enqueue(("lamps", lamps, version));

    [DesiredProperty("target")]
    private async Task<PropertyResponse> OnTargetTemperatureAsync(double targetTemperature, long version, CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        Told.Enqueue(("target", targetTemperature, version));
        return targetTemperature > 40 ? PropertyResponse.Rejected("too hot") : PropertyResponse.InProgress("warming");
    }

    [DesiredProperty(Component = "tank")]
    private ValueTask OnLimitAsync(int? limit)
    {
        Told.Enqueue(("limit", limit, 0));
        return default;
    }

    [DirectMethod("water")]
    private async Task<WateringResult> WaterAsync(WateringRequest request, CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        return request.Litres switch
        {
            < 0 => throw new DirectMethodException(422, "water does not flow upwards"),
            0 => throw new InvalidOperationException("the greenhouse's own secret"),
            _ => new WateringResult { Litres = request.Litres, Beds = new Dictionary<string, Level> { [request.Bed ?? "none"] = Level.High } },
        };
    }

    [DirectMethod]
    private MethodResponse<string> Describe(int? length) => length is { } count ? new(206, new string('x', count)) : new(200, "a greenhouse");

    [DirectMethod]
    private MethodResponse Close() => new(202);

    [DirectMethod]
    private void Blink() => Told.Enqueue(("blink", null, 0));

    [DirectMethod]
    private async Task AirAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
    }

    [DirectMethod(Component = "tank")]
    private ValueTask<double> MeasureAsync() => new(0.5);
}
