using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ModuleIdentities;
using ModuleIdentities.Emulator;
using Thermostat;

if (args is ["--model"])
{
    Console.WriteLine(ThermostatModule.Dtdl);
    return;
}

HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
await using IotEmulator? emulator = await IotEmulator.StartWhenConfiguredAsync(builder.Configuration);
builder.AddModuleIdentities();
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddHostedService<Room>();

using IHost host = builder.Build();
await host.StartAsync();
if (emulator is null)
{
    await host.WaitForShutdownAsync();
    return;
}

// Until the first message is here, the module may not have its identity yet.
await emulator.Messages.FirstAsync();
await Service.RunAsync(emulator, host.Services.GetRequiredService<ThermostatModule>().ModuleClient.Identity, Console.Out, CancellationToken.None);
await host.StopAsync();
