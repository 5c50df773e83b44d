using System.Globalization;
using Microsoft.Extensions.Configuration;
using ModuleIdentities.Agents;

namespace ModuleIdentities.Cli;

/// <summary>The section <c>Serve</c> of the configuration: where the local provisioner listens, and who may have what.</summary>
/// <param name="Socket">The full path of the Unix socket.</param>
/// <param name="Applications">The applications; who is none of them gets nothing.</param>
internal sealed record ServeSettings(string Socket, IReadOnlyList<ServedApplication> Applications)
{
    public const string SectionName = "Serve";

    /// <summary>Where the socket is by default: in the directory that the systemd unit makes.</summary>
    public const string DefaultSocket = "/run/moduleid/moduleid.sock";

    /// <summary>Reads the section.</summary>
    /// <exception cref="ToolException">It is wrong; all its faults are named.</exception>
    public static ServeSettings Read(IConfiguration configuration, Accounts accounts, ModuleKeyKind keys)
    {
        IConfigurationSection section = configuration.GetSection(SectionName);
        List<string> faults = [];
        IConfigurationSection[] entries = [.. section.GetSection("Applications").GetChildren()];
        if (entries.Length == 0)
        {
            faults.Add("Serve:Applications is missing: nobody would be served. Name each application's user and its modules");
        }

        ServedApplication?[] applications = [.. entries.Select(entry => ReadApplication(entry, accounts, keys, faults))];
        foreach (IGrouping<string, string> shared in applications.SelectMany(application => application?.Modules ?? []).GroupBy(module => module).Where(group => group.Count() > 1))
        {
            faults.Add($"Module '{shared.Key}' is listed {shared.Count()} times in Serve:Applications: two that use it would throw each other out. Give each its own");
        }

        return faults.Count == 0
            ? new ServeSettings(Path.GetFullPath(section["Socket"] ?? DefaultSocket), [.. applications.OfType<ServedApplication>()])
            : throw new ToolException(ExitCode.Usage, "InvalidConfiguration", string.Join(Environment.NewLine, faults.Select(fault => $"{fault}. See docs/serve.md.")));
    }

    private static ServedApplication? ReadApplication(IConfigurationSection entry, Accounts accounts, ModuleKeyKind keys, List<string> faults)
    {
        int before = faults.Count;
        (string? user, string? group) = (entry["User"], entry["Group"]);
        if (string.IsNullOrEmpty(user) == string.IsNullOrEmpty(group))
        {
            faults.Add($"{entry.Path} needs either User or Group");
            return null;
        }

        uint? userId = string.IsNullOrEmpty(user) ? null : Number(user, accounts.UserId, $"{entry.Path}:User", faults);
        uint? groupId = string.IsNullOrEmpty(group) ? null : Number(group, accounts.GroupId, $"{entry.Path}:Group", faults);
        string[] modules = [.. entry.GetSection("Modules").GetChildren().Select(child => child.Value ?? "")];
        if (modules.Length == 0)
        {
            faults.Add($"{entry.Path}:Modules is missing: it lists the modules that the application may have");
        }

        faults.AddRange(modules
            .Where(module => ModuleNameRules.Check(module, out _) != ModuleNameFault.None)
            .Select(module => $"{entry.Path}:Modules has '{module}', which IoT Hub does not accept as a module id"));
        if (!Enum.TryParse(entry["Access"] ?? nameof(ServedAccess.Signatures), ignoreCase: true, out ServedAccess access) || !Enum.IsDefined(access))
        {
            faults.Add($"{entry.Path}:Access is '{entry["Access"]}'; it must be Signatures or Keys");
        }
        else if (access == ServedAccess.Signatures && keys == ModuleKeyKind.Certificate)
        {
            faults.Add($"{entry.Path}:Access is Signatures, but ModuleIdentities:Keys:Kind is Certificate, which takes its private key into the handshake: set Keys, or another kind");
        }

        return faults.Count > before ? null : new ServedApplication((user ?? group)!, userId, groupId, modules, access);
    }

    private static uint? Number(string name, Func<string, uint> find, string path, List<string> faults)
    {
        if (uint.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out uint number))
        {
            return number;
        }

        try
        {
            return find(name);
        }
        catch (AgentException)
        {
            faults.Add($"{path} is '{name}', whom this device does not have in /etc/passwd and /etc/group; a number will do as well");
            return null;
        }
    }
}
