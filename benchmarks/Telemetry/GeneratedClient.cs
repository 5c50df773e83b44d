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

    /// <summary>Through an outbox in a directory of its own.</summary>
    public static async Task<ITelemetryClient> ConnectDurablyAsync(IConfiguration configuration)
    {
        ModuleIdentityOptions options = ModuleIdentityOptions.FromConfiguration(configuration);
        return new GeneratedClient(await GeneratedModule.ConnectAsync(
            options.UseOutbox(outbox => outbox.Directory = Directory.CreateTempSubdirectory("moduleidentities-outbox-").FullName)));
    }

    public Task SendAsync(double temperature, double humidity, string line) => module.SendReadingAsync(temperature, humidity, line);

    public Task FlushAsync() => module.ModuleClient.FlushAsync();

    public ValueTask DisposeAsync() => module.DisposeAsync();
}
