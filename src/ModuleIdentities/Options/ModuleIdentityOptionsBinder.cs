using Microsoft.Extensions.Configuration;

namespace ModuleIdentities;

/// <summary>The one place that reads the configuration section, so that the binding source generator serves every way in.</summary>
internal static class ModuleIdentityOptionsBinder
{
    public static void Bind(IConfiguration configuration, ModuleIdentityOptions options)
    {
        IConfiguration section = configuration.GetSection(ModuleIdentityOptions.SectionName);
        options.Unreadable = UnreadableValues.Find(section);
        if (options.Unreadable.Count > 0)
        {
            // The binder would throw at the first of them; the validator tells them all.
            section = UnreadableValues.Without(section, options.Unreadable);
        }

        section.GetSection(nameof(ModuleIdentityOptions.Provisioning)).Bind(options.Provisioning);
        section.GetSection(nameof(ModuleIdentityOptions.Network)).Bind(options.Network);
        section.GetSection(nameof(ModuleIdentityOptions.Telemetry)).Bind(options.Telemetry);
        section.GetSection(nameof(ModuleIdentityOptions.Outbox)).Bind(options.Outbox);
        section.GetSection(nameof(ModuleIdentityOptions.Cache)).Bind(options.Cache);
        section.GetSection(nameof(ModuleIdentityOptions.Keys)).Bind(options.Keys);
        Func<string, string?> variables = options.Provisioning.IotEdge.Variables;
        options.Provisioning.IotEdge.Variables = name => configuration[name] ?? variables(name);
        options.Engine = section.GetValue<ModuleEngine?>(nameof(ModuleIdentityOptions.Engine)) ?? options.Engine;
        options.UseEmulator = section.GetValue(nameof(ModuleIdentityOptions.UseEmulator), options.UseEmulator);
    }
}
