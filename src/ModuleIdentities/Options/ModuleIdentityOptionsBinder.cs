using Microsoft.Extensions.Configuration;

namespace ModuleIdentities;

/// <summary>The one place that reads the configuration section, so that the binding source generator serves every way in.</summary>
internal static class ModuleIdentityOptionsBinder
{
    public static void Bind(IConfiguration configuration, ModuleIdentityOptions options)
    {
        IConfigurationSection section = configuration.GetSection(ModuleIdentityOptions.SectionName);
        section.GetSection(nameof(ModuleIdentityOptions.Provisioning)).Bind(options.Provisioning);
        section.GetSection(nameof(ModuleIdentityOptions.Network)).Bind(options.Network);
        section.GetSection(nameof(ModuleIdentityOptions.Telemetry)).Bind(options.Telemetry);
        section.GetSection(nameof(ModuleIdentityOptions.Outbox)).Bind(options.Outbox);
        section.GetSection(nameof(ModuleIdentityOptions.Cache)).Bind(options.Cache);
        section.GetSection(nameof(ModuleIdentityOptions.Keys)).Bind(options.Keys);
        options.UseEmulator = section.GetValue(nameof(ModuleIdentityOptions.UseEmulator), options.UseEmulator);
    }
}
