namespace ModuleIdentities.Benchmarks.Clients.HotPaths;

/// <summary>A module as a user writes it.</summary>
[ModuleIdentity(MemoryEngine.ModuleId)]
internal sealed partial class Machine
{
    /// <summary>How many messages its input has taken.</summary>
    public int Taken { get; private set; }

    [Telemetry]
    public partial Task SendReadingAsync(double temperature, double humidity, string line, CancellationToken cancellationToken = default);

    [Telemetry]
    public partial Task SendAlarmAsync(
        double temperature,
        double humidity,
        string line,
        [MessageProperty] string alarm,
        [MessageProperty] int count,
        [MessageProperty] bool isNew,
        CancellationToken cancellationToken = default);

    [DesiredProperty]
    private Task<PropertyResponse> OnTargetAsync(double target, CancellationToken cancellationToken) => Task.FromResult(PropertyResponse.Completed());

    [ReportedProperty]
    public partial Task ReportSpeedAsync(int speed, CancellationToken cancellationToken = default);

    [DirectMethod]
    private Task<PauseAnswer> PauseAsync(PauseRequest request, CancellationToken cancellationToken) => Task.FromResult(new PauseAnswer(request.Seconds));

    [ModuleInput("readings")]
    private void OnReading(Reading reading, InputMessage message) => Taken += message.Properties.Count > 0 && reading.Temperature > 0 ? 1 : 0;
}

/// <summary>What the input takes.</summary>
internal sealed record Reading(double Temperature);

/// <summary>What the direct method takes.</summary>
internal sealed record PauseRequest(int Seconds);

/// <summary>What it answers.</summary>
internal sealed record PauseAnswer(int Seconds);
