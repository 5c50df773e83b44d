using ModuleApp._1;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using ModuleIdentities;
#if DEBUG
using ModuleIdentities.Emulator;
#endif

using ConfigurationManager configuration = new();
configuration
    .SetBasePath(AppContext.BaseDirectory)
    .AddJsonFile("appsettings.json")
    .AddJsonFile($"appsettings.{Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") ?? "Production"}.json", optional: true)
    .AddEnvironmentVariables()
    .AddCommandLine(args);

using CancellationTokenSource stop = new();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};

try
{
#if DEBUG
    await using IotEmulator? emulator = await IotEmulator.StartWhenConfiguredAsync(configuration, stop.Token);
#endif
    await using ThermostatModule thermostat = await ThermostatModule.ConnectAsync(ModuleIdentityOptions.FromConfiguration(configuration), stop.Token);
    Console.WriteLine($"Connected as {thermostat.Identity.DeviceId}/{thermostat.Identity.ModuleId}. Stop with Ctrl+C.");
    await new Measurements(thermostat, new Room(), TimeProvider.System).RunAsync(stop.Token);
    return 0;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 0;
}
catch (Exception exception) when (exception is ModuleIdentityException or OptionsValidationException)
{
    Console.Error.WriteLine(exception.Message);
    Console.Error.WriteLine(exception.HelpLink);
    return 1;
}
