using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using ModuleIdentities;
using ModuleIdentities.Emulator;
using Worker;

// systemd starts a service in no folder of its own: appsettings.json is beside the program.
HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
await using IotEmulator? emulator = await IotEmulator.StartWhenConfiguredAsync(builder.Configuration);
builder.Services.AddSystemd();
builder.Services.TryAddSingleton(TimeProvider.System);

// First the modules, then what uses them: the host stops in the opposite order, so that the last measurement is made before its module goes.
builder.AddModuleIdentities();
builder.Services.AddHostedService<Measurements>();
builder.Services.AddHealthChecks().Add(ModuleHealthChecks.Live).Add(ModuleHealthChecks.Ready);
if (SystemdHelpers.IsSystemdService())
{
    builder.Services.AddSingleton<IHealthCheckPublisher, SystemdHealth>();
}

builder.Services.Configure<HealthCheckPublisherOptions>(options =>
{
    options.Delay = TimeSpan.FromSeconds(1);
    options.Period = TimeSpan.FromSeconds(10);
});

await builder.Build().RunAsync();
