using System.Text;

namespace ModuleIdentities.Agents;

/// <summary>A file as an agent wants it.</summary>
/// <param name="Path">The full path on the device.</param>
/// <param name="Content">What it holds; null when it must not be there.</param>
/// <param name="Mode">Its mode, from the moment it exists.</param>
/// <param name="Owner">The user that owns it.</param>
/// <param name="Group">The group that owns it.</param>
public sealed record AgentFile(string Path, string? Content, UnixFileMode Mode, string Owner, string Group)
{
    /// <summary>0600</summary>
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>0640</summary>
    public const UnixFileMode GroupReads = OwnerOnly | UnixFileMode.GroupRead;

    /// <summary>0644</summary>
    public const UnixFileMode EverybodyReads = GroupReads | UnixFileMode.OtherRead;

    /// <summary>A file of root's alone.</summary>
    public static AgentFile OfRoot(string path, string content, UnixFileMode mode = OwnerOnly) => new(path, content, mode, "root", "root");

    /// <summary>A file that must not be there.</summary>
    public static AgentFile Absent(string path) => new(path, null, OwnerOnly, "root", "root");

    /// <summary>Writes the file, whole and for good, or deletes it.</summary>
    /// <exception cref="AgentException">It could not be written.</exception>
    public Task WriteAsync(AgentHost host, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(host);
        string path = host.Locate(Path);
        if (Content is not null)
        {
            return ReplacedFile.WriteAsync(
                path, Encoding.UTF8.GetBytes(Content), Mode, host.Accounts.UserId(Owner), host.Accounts.GroupId(Group), cancellationToken);
        }

        ReplacedFile.Delete(path);
        return Task.CompletedTask;
    }

    /// <summary>Path and mode; the content may be a secret.</summary>
    public override string ToString() => $"{Path} ({Owner}:{Group} {Convert.ToString((int)Mode, 8).PadLeft(4, '0')})";
}
