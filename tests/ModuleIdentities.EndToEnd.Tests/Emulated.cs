using Microsoft.Extensions.Configuration;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests;

internal static class Emulated
{
    public const string RegistrationId = "line-4";

    /// <summary>The options of a device that is enrolled in the emulator.</summary>
    public static ModuleIdentityOptions Enroll(this IotEmulator emulator, params (string Key, string Value)[] settings) =>
        ModuleIdentityOptions.FromConfiguration(emulator.Configure(settings));

    /// <summary>The configuration of a device that is enrolled in the emulator.</summary>
    public static IConfigurationRoot Configure(this IotEmulator emulator, params (string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(emulator.SettingsFor(
            emulator.Enrollments.Find(RegistrationId) ?? emulator.Enrollments.AddSymmetricKey(RegistrationId)))
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"ModuleIdentities:{setting.Key}", (string?)setting.Value)))
        .Build();
}
