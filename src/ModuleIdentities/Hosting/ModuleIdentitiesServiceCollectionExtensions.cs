using System.ComponentModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ModuleIdentities;

/// <summary>What the generated <c>AddModuleIdentities()</c> calls; user code has no need of it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ModuleIdentitiesServiceCollectionExtensions
{
    /// <summary>Binds <see cref="ModuleIdentityOptions"/> to its section and has it validated when the host starts.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The root of the configuration.</param>
    public static IServiceCollection AddModuleIdentitiesCore(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ModuleIdentityOptions>, ModuleIdentityOptionsValidator>());
        services.AddOptions<ModuleIdentityOptions>().ValidateOnStart().Configure<IServiceProvider>((options, provider) =>
        {
            ModuleIdentityOptionsBinder.Bind(configuration, options);
            options.LoggerFactory ??= provider.GetService<ILoggerFactory>();
            options.TimeProvider = provider.GetService<TimeProvider>() ?? options.TimeProvider;
        });
        return services;
    }

    /// <summary>Adds a module as a singleton that the host connects when it starts and disconnects when it stops.</summary>
    /// <typeparam name="TModule">The module's class.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="factory">Makes the module from its dependencies.</param>
    public static IServiceCollection AddModule<TModule>(this IServiceCollection services, Func<IServiceProvider, TModule> factory)
        where TModule : class, IModule
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(factory);
        services.TryAddSingleton(factory);
        services.Configure<ModuleIdentityOptions>(static options => options.ExpectedModules++);
        services.AddSingleton(static provider => new HostedModule(provider.GetRequiredService<TModule>()));
        services.AddSingleton<IHostedService>(static provider => new ModuleHostedService(
            provider.GetRequiredService<TModule>(), provider.GetRequiredService<IOptions<ModuleIdentityOptions>>()));
        return services;
    }

    /// <summary>Adds a module, also as the interface of what it sends.</summary>
    /// <typeparam name="TModule">The module's class.</typeparam>
    /// <typeparam name="TSender">The interface.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="factory">Makes the module from its dependencies.</param>
    public static IServiceCollection AddModule<TModule, TSender>(this IServiceCollection services, Func<IServiceProvider, TModule> factory)
        where TModule : class, IModule, TSender
        where TSender : class
    {
        services.AddModule(factory).TryAddSingleton<TSender>(static provider => provider.GetRequiredService<TModule>());
        return services;
    }
}
