using Microsoft.Extensions.Configuration;
using ModuleIdentities;
using ModuleIdentities.Benchmarks.Clients;

// A module as a user of this library has it: registered, created or found, connected, and sending.
ModuleIdentityOptions options = ModuleIdentityOptions.FromConfiguration(new ConfigurationBuilder().AddEnvironmentVariables().Build());
await using Thermostat thermostat = await Thermostat.ConnectAsync(options);
await ClientProgram.RunAsync(() => thermostat.SendReadingAsync(21.5, 44.25, "line-4"));

[ModuleIdentity("thermostat")]
internal sealed partial class Thermostat
{
    [Telemetry]
    public partial Task SendReadingAsync(double temperature, double humidity, string line, CancellationToken cancellationToken = default);
}
