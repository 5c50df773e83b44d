using System.Globalization;

namespace ModuleIdentities.Agents;

/// <summary>Entitles a user of the device to a module identity of the Azure IoT Identity Service (its documentation, "Configuration", principals).</summary>
internal static class IdentityServicePrincipal
{
    private const string Folder = "/etc/aziot/identityd/config.d";

    /// <summary>Makes the Identity Service read its principals again, if this one has changed.</summary>
    public static IEnumerable<ServiceCommand> ToldOf(string name, IEnumerable<AgentFile> changed) =>
        changed.Any(file => file.Path == PathOf(name)) ? [new ServiceCommand("aziotctl", ["system", "restart"])] : [];

    public static string PathOf(string name) => $"{Folder}/{name}.toml";

    /// <summary>The file of a principal; what is there already for it stays as it is, because replacing it breaks the identity in use.</summary>
    /// <exception cref="AgentException">The Identity Service is not there, or has the principal from another file already.</exception>
    public static AgentFile Render(AgentHost host, string file, string moduleId, uint userId)
    {
        if (!host.Has(Folder))
        {
            throw new AgentException(
                AgentFault.InvalidRequest, $"There is no {Folder}: install the Identity Service (aziot-identity-service), or choose another mode.");
        }

        string wanted = $"""
            [[principal]]
            name = "{moduleId}"
            idtype = ["module"]
            uid = {userId.ToString(CultureInfo.InvariantCulture)}

            """.ReplaceLineEndings("\n");
        ThrowIfElsewhere(host, file, moduleId);
        string? present = host.Read(PathOf(file));
        return new AgentFile(
            PathOf(file), present is not null && IsSame(present, wanted) ? present : wanted, AgentFile.OwnerOnly, "aziotid", "aziotid");
    }

    /// <summary>The Identity Service does not start with two principals of one name (iot-identity-service, <c>aziot-identityd-config/src/check.rs</c>).</summary>
    private static void ThrowIfElsewhere(AgentHost host, string file, string moduleId)
    {
        foreach (string name in Directory.EnumerateFiles(host.Locate(Folder), "*.toml").Select(System.IO.Path.GetFileNameWithoutExtension).OfType<string>().Where(name => name != file))
        {
            if (Essence(host.Read(PathOf(name)) ?? "").Any(line => line == $"name=\"{moduleId}\"" || line == $"name='{moduleId}'"))
            {
                throw new AgentException(
                    AgentFault.InvalidRequest,
                    $"{PathOf(name)} has the principal '{moduleId}' already, and the Identity Service does not start with two: take it out there, then apply again.");
            }
        }
    }

    private static bool IsSame(string one, string other) => Essence(one).SequenceEqual(Essence(other));

    private static IEnumerable<string> Essence(string toml) => toml.Split('\n')
        .Select(line => string.Concat(line.Split('#')[0].Where(c => !char.IsWhiteSpace(c))))
        .Where(line => line.Length > 0)
        .Order(StringComparer.Ordinal);
}
