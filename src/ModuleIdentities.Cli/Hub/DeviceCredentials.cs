using Microsoft.Extensions.Configuration;

namespace ModuleIdentities.Cli;

/// <summary>Keeps the back office off devices: where a device credential is configured, whoever takes the device over would get the owner's key too.</summary>
internal static class DeviceCredentials
{
    private static readonly string[] Settings =
    [
        "Provisioning:ConnectionString",
        "Provisioning:SymmetricKey:PrimaryKey",
        "Provisioning:SymmetricKey:KeyPath",
        "Provisioning:EnrollmentGroup:PrimaryKey",
        "Provisioning:EnrollmentGroup:KeyPath",
        "Provisioning:X509:Path",
        "Provisioning:X509:Thumbprint",
    ];

    /// <exception cref="ToolException">This machine is a device.</exception>
    public static void ThrowIfAny(IConfiguration configuration)
    {
        IConfigurationSection section = configuration.GetSection(ModuleIdentityOptions.SectionName);
        string? found = Settings.Where(setting => !string.IsNullOrEmpty(section[setting]))
            .Select(setting => $"the environment variable {ModuleIdentityOptions.SectionName}__{setting.Replace(":", "__", StringComparison.Ordinal)}")
            .FirstOrDefault() ?? IdentityServiceFiles.Find();
        if (found is not null)
        {
            throw new ToolException(
                ExitCode.Usage,
                "DeviceCredentialConfigured",
                $"This machine is a device: {found} configures its credential. A service's connection string opens every device, and must never be on one: run 'moduleid hub' "
                    + "in the back office. On the device itself, 'moduleid provision' needs no such string.");
        }
    }
}
