using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ModuleIdentities;

/// <summary>Turns on the durable outbox: see docs/outbox.md.</summary>
public static class OutboxExtensions
{
    /// <summary>Has the telemetry of every module of the host wait on disk. Configured by the section <c>ModuleIdentities:Outbox</c>.</summary>
    /// <typeparam name="TBuilder">The kind of host.</typeparam>
    /// <param name="builder">The host's builder.</param>
    /// <param name="configure">Changes what the section says; null for nothing.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddOutbox<TBuilder>(this TBuilder builder, Action<OutboxOptions>? configure = null)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);

        // After the section is bound, in whichever order the two are added.
        builder.Services.PostConfigure<ModuleIdentityOptions>(options => options.UseOutbox(configure));
        return builder;
    }

    /// <summary>Has the telemetry of every module that is connected with these options wait on disk.</summary>
    /// <param name="options">The options; call this before the first module is connected with them.</param>
    /// <param name="configure">Changes <see cref="ModuleIdentityOptions.Outbox"/>; null for nothing.</param>
    /// <returns>The same options.</returns>
    public static ModuleIdentityOptions UseOutbox(this ModuleIdentityOptions options, Action<OutboxOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        configure?.Invoke(options.Outbox);
        options.MessageStores = static (moduleId, options) => new SqliteMessageStore(
            Path.Combine(options.Outbox.FullPath!, $"{ModuleFileName.Of(moduleId)}.outbox"), options.TimeProvider);
        return options;
    }
}
