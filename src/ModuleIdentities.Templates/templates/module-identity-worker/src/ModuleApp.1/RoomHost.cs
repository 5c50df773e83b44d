using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using ModuleIdentities;

namespace ModuleApp._1;

/// <summary>The program's parts, for the program and for its tests.</summary>
public static class RoomHost
{
    /// <summary>Registers the module, and what measures for it.</summary>
    public static IHostApplicationBuilder AddRoom(this IHostApplicationBuilder builder)
    {
        builder.AddModuleIdentities();
        builder.Services.TryAddSingleton<Room>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddHostedService<Measurements>();
        return builder;
    }
}
