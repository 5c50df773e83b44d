using Microsoft.Extensions.Configuration;

namespace ModuleIdentities.Benchmarks.Telemetry;

/// <summary>The module as a user of this library writes it.</summary>
[ModuleIdentity("generated")]
internal sealed partial class GeneratedModule
{
    [Telemetry]
    public partial Task SendReadingAsync(double temperature, double humidity, string line, CancellationToken cancellationToken = default);
}

/// <summary>Sends by generated code.</summary>
internal sealed class GeneratedClient(GeneratedModule module) : ITelemetryClient
{
    public static async Task<ITelemetryClient> ConnectAsync(IConfiguration configuration) =>
        new GeneratedClient(await GeneratedModule.ConnectAsync(ModuleIdentityOptions.FromConfiguration(configuration)));

    public Task SendAsync(double temperature, double humidity, string line) => module.SendReadingAsync(temperature, humidity, line);

    public ValueTask DisposeAsync() => module.DisposeAsync();
}
