using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModuleIdentities.Agents;

/// <summary>
/// What must outlive a crash in the middle of a change: how the files were when the agent last ran, and that it has not been seen running since. And
/// when it was restarted.
/// </summary>
/// <param name="host">The device.</param>
/// <param name="agent">The agent's name.</param>
internal sealed class AgentJournal(AgentHost host, string agent)
{
    private readonly string _folder = host.Locate(Folder(agent));

    private string PendingPath => Path.Combine(_folder, "pending.json");

    private string RestartsPath => Path.Combine(_folder, "restarts");

    /// <summary>Whether a change was begun and not seen through.</summary>
    public bool IsPending => File.Exists(PendingPath);

    /// <summary>Makes this process the only one that changes the agent; null when another one does.</summary>
    /// <exception cref="AgentException">The folder cannot be written.</exception>
    public IDisposable? TryLock()
    {
        string path = Path.Combine(_folder, "lock");
        try
        {
            return PrivateFile.TryLock(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw AgentException.OfFile(path, "written", exception);
        }
    }

    /// <summary>Keeps the files as they are, unless a change that was never seen through has kept them already.</summary>
    public async Task BeginAsync(IEnumerable<FileChange> changes, CancellationToken cancellationToken)
    {
        List<SavedFile> saved = [.. IsPending ? await ReadAsync(cancellationToken).ConfigureAwait(false) : []];
        foreach (string path in changes.Select(change => change.File.Path).Where(path => saved.TrueForAll(file => file.Path != path)))
        {
            saved.Add(await SaveAsync(path, cancellationToken).ConfigureAwait(false));
        }

        await WriteAsync(PendingPath, JsonSerializer.SerializeToUtf8Bytes(saved, AgentJson.Default.ListSavedFile), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Puts the files back as they were.</summary>
    public async Task RestoreAsync(CancellationToken cancellationToken)
    {
        foreach (SavedFile file in await ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            string path = host.Locate(file.Path);
            if (!file.WasThere)
            {
                ReplacedFile.Delete(path);
            }
            else
            {
                await ReplacedFile.WriteAsync(path, file.Content, (UnixFileMode)file.Mode, file.User, file.Group, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The agent has been seen running, or what was before is back.</summary>
    public void End() => ReplacedFile.Delete(PendingPath);

    /// <summary>How long to wait until the agent may be restarted; null when it may be now.</summary>
    public TimeSpan? Wait(RestartLimit limit, DateTimeOffset now)
    {
        DateTimeOffset[] recent = [.. Restarts().Where(restart => restart > now - limit.Interval && restart <= now).Order()];
        return recent.Length < limit.Restarts ? null : recent[^limit.Restarts] + limit.Interval - now;
    }

    /// <summary>Remembers a restart.</summary>
    public Task RestartedAsync(RestartLimit limit, DateTimeOffset now, CancellationToken cancellationToken)
    {
        IEnumerable<DateTimeOffset> all = Restarts().Where(restart => restart > now - limit.Interval).Append(now);
        string text = string.Join('\n', all.Select(restart => restart.ToString("O", CultureInfo.InvariantCulture)));
        return WriteAsync(RestartsPath, Encoding.UTF8.GetBytes(text), cancellationToken);
    }

    private static async Task WriteAsync(string path, byte[] content, CancellationToken cancellationToken)
    {
        try
        {
            await PrivateFile.WriteAsync(path, content, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw AgentException.OfFile(path, "written", exception);
        }
    }

    private IEnumerable<DateTimeOffset> Restarts() => (host.Read($"{Folder(agent)}/restarts") ?? "").Split('\n')
        .Select(line => DateTimeOffset.TryParse(line, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTimeOffset time) ? time : (DateTimeOffset?)null)
        .OfType<DateTimeOffset>();

    private static string Folder(string agent) => $"/var/lib/moduleid/agents/{agent}";

    private async Task<SavedFile> SaveAsync(string path, CancellationToken cancellationToken)
    {
        string located = host.Locate(path);
        if (!File.Exists(located) || !OperatingSystem.IsLinux())
        {
            return new SavedFile(path, false, [], 0, 0, 0);
        }

        try
        {
            (uint user, uint group) = FileOwner.Of(located);
            return new SavedFile(
                path, true, await File.ReadAllBytesAsync(located, cancellationToken).ConfigureAwait(false), (int)File.GetUnixFileMode(located), user, group);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw AgentException.OfFile(path, "read", exception);
        }
    }

    private async Task<List<SavedFile>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Root puts back what is in it: nobody else must have written it.
            byte[]? content = await PrivateFile.ReadAsync(PendingPath, cancellationToken).ConfigureAwait(false);
            return content is null ? [] : JsonSerializer.Deserialize(content, AgentJson.Default.ListSavedFile) ?? [];
        }
        catch (JsonException exception)
        {
            throw new AgentException(AgentFault.FileFailed, $"{PendingPath} is damaged: delete it, and apply again.", exception);
        }
        catch (UntrustedFileException exception)
        {
            throw new AgentException(AgentFault.FileFailed, $"What the files were before a change that was interrupted cannot be trusted: {exception.Message}.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw AgentException.OfFile(PendingPath, "read", exception);
        }
    }
}

/// <summary>A file as it was, if it was there at all.</summary>
internal sealed record SavedFile(string Path, bool WasThere, byte[] Content, int Mode, uint User, uint Group);

[JsonSerializable(typeof(List<SavedFile>))]
internal sealed partial class AgentJson : JsonSerializerContext;
