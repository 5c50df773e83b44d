namespace ModuleIdentities.Benchmarks.Clients.HotPaths;

/// <summary>A module as a user writes it.</summary>
[ModuleIdentity(MemoryEngine.ModuleId)]
internal sealed partial class Machine
{
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
}
