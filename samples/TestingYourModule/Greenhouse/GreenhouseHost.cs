using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using ModuleIdentities;

namespace Greenhouse;

/// <summary>The program's parts, for the program and for its tests.</summary>
public static class GreenhouseHost
{
    public static IHostApplicationBuilder AddGreenhouse(this IHostApplicationBuilder builder)
    {
        builder.AddModuleIdentities();
        builder.Services.AddSingleton<Window>();
        builder.Services.TryAddSingleton<ISensor, SimulatedSensor>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddHostedService<Watch>();
        return builder;
    }
}
