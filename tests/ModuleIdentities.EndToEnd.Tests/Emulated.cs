using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using ModuleIdentities.Canary;
using ModuleIdentities.Emulator;
using ModuleIdentities.EndToEnd.Tests.Canary;

namespace ModuleIdentities.EndToEnd.Tests;

/// <summary>The one way to options in these tests, so that the canary sees what they cause and knows what must not be seen.</summary>
internal static class Emulated
{
    public const string RegistrationId = "line-4";

    /// <summary>The options of a device that is enrolled in the emulator.</summary>
    public static ModuleIdentityOptions Enroll(this IotEmulator emulator, params (string Key, string Value)[] settings) =>
        emulator.Options(emulator.Configure(settings));

    /// <summary>The options of a configuration.</summary>
    public static ModuleIdentityOptions Options(
        this IotEmulator emulator, IConfiguration configuration, Action<EventId, string>? onLog = null)
    {
        CanaryKeys.Keep(configuration);
        ModuleIdentityOptions options = ModuleIdentityOptions.FromConfiguration(configuration);
        options.LoggerFactory = new CanaryLoggers(emulator, onLog);
        options.UseTpm();
        SecretCanary.See(options.ToString());
        SecretCanary.See(options.Provisioning.ToString());
        return options;
    }

    /// <summary>The configuration of a device that is enrolled in the emulator.</summary>
    public static IConfigurationRoot Configure(this IotEmulator emulator, params (string Key, string Value)[] settings) => Configure(
        emulator.SettingsFor(emulator.Enrollments.Find(RegistrationId) ?? emulator.Enrollments.AddSymmetricKey(RegistrationId)), settings);

    /// <summary>The configuration of a module that is given as a connection string, and registers nowhere.</summary>
    public static IConfigurationRoot ConfigureModule(this IotEmulator emulator, string connectionString, params (string Key, string Value)[] settings) =>
        Configure(emulator.SettingsFor(connectionString), settings);

    private static IConfigurationRoot Configure(IReadOnlyDictionary<string, string?> identity, (string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(identity)
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"ModuleIdentities:{setting.Key}", (string?)setting.Value)))
        .Build();
}
