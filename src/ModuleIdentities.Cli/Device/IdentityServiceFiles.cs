namespace ModuleIdentities.Cli;

/// <summary>What shows that the Azure IoT Identity Service manages this device.</summary>
internal static class IdentityServiceFiles
{
    public const string Configuration = "/etc/aziot/config.toml";

    private const string Socket = "/run/aziot/identityd.sock";

    /// <summary>The first of its files that is there; null for none.</summary>
    public static string? Find() => new[] { Configuration, Socket }.FirstOrDefault(File.Exists);
}
