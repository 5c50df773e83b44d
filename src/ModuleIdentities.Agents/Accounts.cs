using System.Globalization;

namespace ModuleIdentities.Agents;

/// <summary>The users and groups of a device, from its own files: an image has others than the machine that builds it.</summary>
public sealed class Accounts
{
    private readonly AgentHost _host;

    internal Accounts(AgentHost host) => _host = host;

    /// <summary>The number of a user.</summary>
    /// <exception cref="AgentException">There is no such user.</exception>
    public uint UserId(string name) => name == "root" ? 0 : Find("/etc/passwd", name, "user");

    /// <summary>The number of a group.</summary>
    /// <exception cref="AgentException">There is no such group.</exception>
    public uint GroupId(string name) => name == "root" ? 0 : Find("/etc/group", name, "group");

    /// <summary>Whether a user is a member of a group by <c>/etc/group</c>.</summary>
    public bool IsMember(string user, string group) =>
        Lines("/etc/group").Any(line => line[0] == group && line.Length > 3 && line[3].Split(',').Contains(user, StringComparer.Ordinal));

    private uint Find(string file, string name, string kind) =>
        Lines(file).FirstOrDefault(line => line[0] == name && line.Length > 2) is { } found
        && uint.TryParse(found[2], NumberStyles.None, CultureInfo.InvariantCulture, out uint id)
            ? id
            : throw new AgentException(AgentFault.InvalidRequest, $"There is no {kind} '{name}' in {file}: install the agent first.");

    private IEnumerable<string[]> Lines(string file) => (_host.Read(file) ?? "").Split('\n').Select(line => line.Split(':'));
}
