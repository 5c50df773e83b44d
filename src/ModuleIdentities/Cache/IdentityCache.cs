using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace ModuleIdentities;

/// <summary>
/// Keeps a device's assignment and its modules between starts. Facts are plain JSON; keys are sealed, in files of their own. What is damaged, or was
/// open to others, is never trusted: it is reported, and the device provisions again.
/// </summary>
/// <param name="folder">The cache's folder.</param>
/// <param name="source">Which enrolment or connection string the facts belong to.</param>
/// <param name="credential">The device's credential, which seals the keys.</param>
/// <param name="logger">Where faults are reported.</param>
internal sealed class IdentityCache(string folder, string source, Credential credential, ILogger logger)
{
    private string DevicePath => Path.Combine(folder, "device.json");

    public async Task<DeviceAssignment?> ReadAssignmentAsync(CancellationToken cancellationToken) =>
        await ReadFactsAsync(DevicePath, cancellationToken).ConfigureAwait(false) is { } facts
            ? new DeviceAssignment(facts.HubHostName, facts.DeviceId, credential)
            : null;

    public Task WriteAssignmentAsync(DeviceAssignment assignment, CancellationToken cancellationToken) => WriteAsync(
        DevicePath, new CachedFacts(CachedFacts.CurrentVersion, source, assignment.HubHostName, assignment.DeviceId, null).Serialize(), cancellationToken);

    /// <summary>The module as it was last seen, with its key; null when it has to be asked for.</summary>
    public async Task<ModuleIdentity?> ReadModuleAsync(string moduleId, CancellationToken cancellationToken)
    {
        if (await ReadFactsAsync(FactsPath(moduleId), cancellationToken).ConfigureAwait(false) is not { Module: { } module } facts
            || module.ModuleId != moduleId
            || await ReadAsync(KeyPath(moduleId), cancellationToken).ConfigureAwait(false) is not { } cipher)
        {
            return null;
        }

        if (SealedKey.Open(cipher, credential, facts) is not { } key || key.Fingerprint != module.KeyFingerprint)
        {
            Log.CacheRefused(logger, KeyPath(moduleId), "it was not sealed by this device's credential for this identity");
            return null;
        }

        return new ModuleIdentity(facts.HubHostName, facts.DeviceId, moduleId, module.GenerationId, key, ModuleIdentityOrigin.Cached);
    }

    public async Task WriteModuleAsync(ModuleIdentity identity, CancellationToken cancellationToken)
    {
        if (SealedKey.Seal(identity.Key, credential, identity) is not { } cipher)
        {
            return;
        }

        // The key first: facts without their key are asked for again, a key without facts is never read.
        CachedModule module = new(identity.ModuleId, identity.GenerationId, identity.KeyFingerprint);
        CachedFacts facts = new(CachedFacts.CurrentVersion, source, identity.HubHostName, identity.DeviceId, module);
        await WriteAsync(KeyPath(identity.ModuleId), cipher, cancellationToken).ConfigureAwait(false);
        await WriteAsync(FactsPath(identity.ModuleId), facts.Serialize(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes this process the only one to use a module identity; null when another process does.</summary>
    public IDisposable? TryLock(string moduleId) => PrivateFile.TryLock($"{NameOf(moduleId)}.lock");

    private string FactsPath(string moduleId) => $"{NameOf(moduleId)}.json";

    private string KeyPath(string moduleId) => $"{NameOf(moduleId)}.key";

    /// <summary>Readable, and distinct even where file names ignore case or some characters.</summary>
    private string NameOf(string moduleId)
    {
        string readable = string.Concat(moduleId.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '_').Take(40));
        string distinct = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(moduleId)), 0, 4);
        return Path.Combine(folder, "modules", $"{readable}-{distinct}");
    }

    private async Task<CachedFacts?> ReadFactsAsync(string path, CancellationToken cancellationToken)
    {
        if (await ReadAsync(path, cancellationToken).ConfigureAwait(false) is not { } content)
        {
            return null;
        }

        if (CachedFacts.Deserialize(content, source) is { } facts)
        {
            return facts;
        }

        Log.CacheRefused(logger, path, "it is damaged, or belongs to another version or enrolment");
        return null;
    }

    private async Task<byte[]?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await PrivateFile.ReadAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (UntrustedFileException exception)
        {
            Log.CacheRefused(logger, path, exception.Message);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.CacheRefused(logger, path, exception.GetType().Name);
        }

        return null;
    }

    private async Task WriteAsync(string path, byte[] content, CancellationToken cancellationToken)
    {
        try
        {
            await PrivateFile.WriteAsync(path, content, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The identity works all the same; only the next start is dearer.
            Log.CacheNotWritten(logger, path, exception.GetType().Name);
        }
    }
}
