using Microsoft.Extensions.Configuration;
using ModuleIdentities;

// One device of a fleet, as its environment configures it: waits for the start, gets its module, and says how.
ModuleIdentityOptions options = ModuleIdentityOptions.FromConfiguration(new ConfigurationBuilder().AddEnvironmentVariables().Build());
Console.WriteLine("ready");
await Console.In.ReadLineAsync();
Console.WriteLine((await ModuleProvisioner.ProvisionAsync(options, "thermostat")).Origin);
