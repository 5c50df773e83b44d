using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace ModuleIdentities.Agents;

/// <summary>What has to be done to a file.</summary>
/// <param name="File">The file as it is to be.</param>
/// <param name="Kind">What has to be done.</param>
/// <param name="Diff">The lines that change, each after <c>+</c>, <c>-</c> or a blank; secrets as fingerprints. Empty when only owner or mode change.</param>
public sealed record FileChange(AgentFile File, FileChangeKind Kind, string Diff)
{
    /// <summary>Compares a file with what is there; null when nothing has to be done.</summary>
    /// <param name="host">The device.</param>
    /// <param name="wanted">The file as it is to be.</param>
    /// <param name="isPlanned">Whether it has fingerprints where its secrets are to be.</param>
    internal static FileChange? Between(AgentHost host, AgentFile wanted, bool isPlanned = false)
    {
        string? present = host.Read(wanted.Path);
        if (wanted.Content is null)
        {
            return present is null ? null : new FileChange(wanted, FileChangeKind.Delete, Compare(present, ""));
        }

        if (present is null)
        {
            return new FileChange(wanted, FileChangeKind.Create, Compare("", wanted.Content));
        }

        if (present != wanted.Content && !(isPlanned && SecretMask.Apply(present) == SecretMask.Apply(wanted.Content)))
        {
            return new FileChange(wanted, FileChangeKind.Update, Compare(present, wanted.Content));
        }

        return HasOwnerAndMode(host, wanted) ? null : new FileChange(wanted, FileChangeKind.Protect, "");
    }

    private static bool HasOwnerAndMode(AgentHost host, AgentFile wanted)
    {
        string path = host.Locate(wanted.Path);
        return !OperatingSystem.IsLinux()
            || (System.IO.File.GetUnixFileMode(path) == wanted.Mode
                && FileOwner.Of(path) == (host.Accounts.UserId(wanted.Owner), host.Accounts.GroupId(wanted.Group)));
    }

    private static string Compare(string before, string after) => string.Join('\n', InlineDiffBuilder
        .Diff(SecretMask.Apply(before), SecretMask.Apply(after)).Lines
        .Where(line => line.Type != ChangeType.Imaginary && !(line.Type != ChangeType.Unchanged && line.Text.Length == 0))
        .Select(line => $"{(line.Type switch { ChangeType.Inserted => '+', ChangeType.Deleted => '-', _ => ' ' })} {line.Text}"));
}

/// <summary>What has to be done to a file.</summary>
public enum FileChangeKind
{
    /// <summary>It is not there.</summary>
    Create,

    /// <summary>Its content is another.</summary>
    Update,

    /// <summary>Its owner or mode is another.</summary>
    Protect,

    /// <summary>It must not be there.</summary>
    Delete,
}
