using Microsoft.Extensions.Configuration;
using ModuleIdentities;

// One device of a fleet, as its environment configures it: waits for the start, gets its module, and says how.
ModuleIdentityOptions options = ModuleIdentityOptions.FromConfiguration(new ConfigurationBuilder().AddEnvironmentVariables().Build());
Console.WriteLine("ready");
if (Console.ReadLine() is null)
{
    return;
}

// The fleet ends with the benchmark that started it, however that ended.
new Thread(() =>
{
    Console.In.ReadToEnd();
    Environment.Exit(1);
})
{ IsBackground = true }.Start();
Console.WriteLine((await ModuleProvisioner.ProvisionAsync(options, "thermostat")).Origin);
