using System.Globalization;
using Microsoft.Extensions.Configuration;
using ModuleIdentities;
using ModuleIdentities.FaultPoints;

// Provisions a module, or replaces its keys, as the environment configures it; dies as by kill -9 at the step that DIE_AT names, counted from 1.
// Without it, says how many steps there are. Or sends numbers until it is killed.
using DyingLoggers steps = new(int.Parse(Environment.GetEnvironmentVariable("DIE_AT") ?? "0", CultureInfo.InvariantCulture));
ModuleIdentityOptions options = ModuleIdentityOptions.FromConfiguration(new ConfigurationBuilder().AddEnvironmentVariables().Build());
options.LoggerFactory = steps;
switch (args)
{
    case ["send", string first]:
        await Numbers.SendAsync(options, int.Parse(first, CultureInfo.InvariantCulture));
        break;
    case ["rotate"]:
        await ModuleProvisioner.RotateKeysAsync(options, "thermostat");
        break;
    default:
        await ModuleProvisioner.ProvisionAsync(options, "thermostat");
        break;
}

Console.WriteLine(steps.Count);
