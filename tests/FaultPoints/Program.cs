using Microsoft.Extensions.Configuration;
using ModuleIdentities;
using ModuleIdentities.FaultPoints;

// Provisions a module, or replaces its keys, as the environment configures it; dies as by kill -9 at the step that DIE_AT names, counted from 1.
// Without it, says how many steps there are.
using DyingLoggers steps = new(int.Parse(Environment.GetEnvironmentVariable("DIE_AT") ?? "0", System.Globalization.CultureInfo.InvariantCulture));
ModuleIdentityOptions options = ModuleIdentityOptions.FromConfiguration(new ConfigurationBuilder().AddEnvironmentVariables().Build());
options.LoggerFactory = steps;
if (args is ["rotate"])
{
    await ModuleProvisioner.RotateKeysAsync(options, "thermostat");
}
else
{
    await ModuleProvisioner.ProvisionAsync(options, "thermostat");
}

Console.WriteLine(steps.Count);
