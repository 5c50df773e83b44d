using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ModuleIdentities;

/// <summary>Turns on the TPM: see docs/tpm.md.</summary>
public static class TpmExtensions
{
    /// <summary>Has the device prove itself with its TPM. Configured by the section <c>ModuleIdentities:Provisioning:Tpm</c>.</summary>
    /// <typeparam name="TBuilder">The kind of host.</typeparam>
    /// <param name="builder">The host's builder.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddTpm<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure<ModuleIdentityOptions>(options => options.UseTpm());
        return builder;
    }

    /// <summary>Has the device prove itself with its TPM, as <see cref="ProvisioningOptions.Tpm"/> says.</summary>
    /// <param name="options">The options; call this before the first module is asked for with them.</param>
    /// <returns>The same options.</returns>
    public static ModuleIdentityOptions UseTpm(this ModuleIdentityOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.TpmFactory = static tpm => new TssTpm(tpm);
        return options;
    }
}
