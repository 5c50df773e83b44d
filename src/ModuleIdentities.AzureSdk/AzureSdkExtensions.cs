using Microsoft.Extensions.DependencyInjection;

namespace ModuleIdentities;

/// <summary>Adds the official engine: see docs/engines.md.</summary>
public static class AzureSdkExtensions
{
    /// <summary>
    /// Has every module of the host speak through Microsoft's packages, unless the configuration says <c>"Engine": "Native"</c>.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddAzureSdkEngine(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);

        // After the section is bound, in whichever order the two are added.
        return services.PostConfigure<ModuleIdentityOptions>(static options => options.UseAzureSdkEngine());
    }

    /// <summary>
    /// Has every module that is provisioned or connected with these options speak through Microsoft's packages, unless
    /// <see cref="ModuleIdentityOptions.Engine"/> is <see cref="ModuleEngine.Native"/>.
    /// </summary>
    /// <param name="options">The options; call this before they are used.</param>
    /// <returns>The same options.</returns>
    public static ModuleIdentityOptions UseAzureSdkEngine(this ModuleIdentityOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.AzureSdkEngine = AzureSdkEngine.Instance;
        return options;
    }
}
