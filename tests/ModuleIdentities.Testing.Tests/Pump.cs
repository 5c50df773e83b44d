using System.Text.Json.Serialization;

namespace ModuleIdentities.Testing.Tests;

/// <summary>What a pump measures.</summary>
public sealed record Flow(double Litres, string? Note = null);

/// <summary>A module of the same project as its fake, with a method of every form.</summary>
[ModuleIdentity("pump")]
public sealed partial class Pump
{
    [Telemetry]
    public partial Task SendPressureAsync(double pressure, CancellationToken cancellationToken = default);

    [Telemetry]
    public partial Task SendFlowAsync(Flow flow, [MessageProperty] string? alarm = null, CancellationToken cancellationToken = default);

    [Telemetry]
    public partial Task SendFlowsAsync(IReadOnlyList<Flow> flows, CancellationToken cancellationToken = default);

    [Telemetry]
    public partial Task SendStreamAsync(IAsyncEnumerable<Flow> flows, CancellationToken cancellationToken = default);

    [Telemetry]
    public partial Task BeatAsync();

    [ReportedProperty]
    public partial Task ReportStateAsync(string @event, int level, CancellationToken cancellationToken = default);

    [DesiredProperty]
    private PropertyResponse OnSpeed(int speed) => speed < 0 ? PropertyResponse.Rejected("no") : PropertyResponse.Completed();

    [DirectMethod("double")]
    private Task<int> DoubleAsync(int value, CancellationToken cancellationToken) => Task.FromResult(2 * value).WaitAsync(cancellationToken);
}

/// <summary>Contracts of the user's own.</summary>
[JsonSerializable(typeof(Flow))]
internal sealed partial class FlowContext : JsonSerializerContext;
