using Tomlyn;
using Tomlyn.Model;

namespace ModuleIdentities.Cli;

/// <summary>
/// The modules that the Azure IoT Identity Service manages on this device. It deletes and makes again what it finds in the hub under such a name and did
/// not make itself (iot-identity-service #600), so that nobody else may use one.
/// </summary>
internal static class IdentityServiceOverlap
{
    /// <summary>Where its principals are.</summary>
    public const string Folder = "/etc/aziot/identityd/config.d";

    /// <exception cref="ToolException">One of the modules is a principal of the Identity Service.</exception>
    public static void ThrowIfAny(IEnumerable<string> modules, string folder = Folder)
    {
        string[] principals = Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*.toml").SelectMany(Principals)] : [];
        string[] both = [.. modules.Intersect(principals, StringComparer.Ordinal)];
        if (both.Length > 0)
        {
            throw new ToolException(
                ExitCode.Conflict,
                "IdentityServiceModule",
                $"The Azure IoT Identity Service manages the module {string.Join(", ", both.Select(name => $"'{name}'"))} of this device ({folder}): it deletes and makes again what others make under that name. "
                    + "Take it out of Serve:Applications and let the application have it from there (Provisioning:IdentityService), or give it another name.");
        }
    }

    private static IEnumerable<string> Principals(string path)
    {
        try
        {
            return TomlSerializer.Deserialize(File.ReadAllText(path), AziotToml.Default.TomlTable) is { } table && table.TryGetValue("principal", out object? value) && value is TomlTableArray principals
                ? [.. principals.Select(principal => principal.TryGetValue("name", out object? name) ? name as string : null).OfType<string>()]
                : [];
        }
        catch (TomlException)
        {
            // The Identity Service does not start with it.
            return [];
        }
    }
}
