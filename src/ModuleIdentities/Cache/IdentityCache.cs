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
/// <param name="maker">Derives keys of which only the name is kept.</param>
/// <param name="logger">Where faults are reported.</param>
internal sealed class IdentityCache(string folder, string source, Credential credential, SecretMaker maker, ILogger logger)
{
    private const string SealPurpose = "ModuleIdentities cache 1";
    private const int SealSize = 32;

    private string DevicePath => Path.Combine(folder, "device.json");

    public async Task<DeviceAssignment?> ReadAssignmentAsync(CancellationToken cancellationToken) =>
        await ReadFactsAsync(DevicePath, cancellationToken).ConfigureAwait(false) is { } facts
            ? new DeviceAssignment(facts.HubHostName, facts.DeviceId, credential, facts.ProvisioningPayload)
            : null;

    public Task WriteAssignmentAsync(DeviceAssignment assignment, CancellationToken cancellationToken) => WriteAsync(
        DevicePath,
        new CachedFacts(CachedFacts.CurrentVersion, source, assignment.HubHostName, assignment.DeviceId, assignment.Payload, null).Serialize(),
        cancellationToken);

    /// <summary>The module as it was last seen, with its key; null when it has to be asked for.</summary>
    public async Task<ModuleIdentity?> ReadModuleAsync(string moduleId, CancellationToken cancellationToken)
    {
        if (await ReadFactsAsync(FactsPath(moduleId), cancellationToken).ConfigureAwait(false) is not { Module: { } module } facts
            || module.ModuleId != moduleId
            || await ReadAsync(KeyPath(moduleId), cancellationToken).ConfigureAwait(false) is not { } cipher)
        {
            return null;
        }

        byte[]? sealing = await GetSealingAsync(cancellationToken).ConfigureAwait(false);
        if (sealing is null || await OpenAsync(new SealedSecrets(sealing).Open(cipher, facts), facts, cancellationToken).ConfigureAwait(false) is not { } secrets
            || secrets.Fingerprint != module.KeyFingerprint)
        {
            Log.CacheRefused(logger, KeyPath(moduleId), "it was not sealed by this device's credential for this identity, or its keys are derived from another master key");
            return null;
        }

        return new ModuleIdentity(facts.HubHostName, facts.DeviceId, moduleId, module.GenerationId, secrets, ModuleIdentityOrigin.Cached)
        {
            KeysSince = module.KeysSince,
            ProvisioningPayload = facts.ProvisioningPayload,
        };
    }

    public async Task WriteModuleAsync(ModuleIdentity identity, CancellationToken cancellationToken)
    {
        if (await GetSealingAsync(cancellationToken).ConfigureAwait(false) is not { } sealing)
        {
            return;
        }

        // The key first: facts without their key are asked for again, a key without facts is never read.
        CachedModule module = new(identity.ModuleId, identity.GenerationId, identity.Secrets.Fingerprint, identity.KeysSince);
        CachedFacts facts = new(
            CachedFacts.CurrentVersion, source, identity.HubHostName, identity.DeviceId, identity.ProvisioningPayload, module);
        await WriteAsync(KeyPath(identity.ModuleId), new SealedSecrets(sealing).Seal(identity), cancellationToken).ConfigureAwait(false);
        await WriteAsync(FactsPath(identity.ModuleId), facts.Serialize(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Forgets a module that is no more.</summary>
    public void ForgetModule(string moduleId)
    {
        // The facts first: a key without facts is never read.
        foreach (string path in new[] { FactsPath(moduleId), KeyPath(moduleId), RequestPath(moduleId) })
        {
            try
            {
                if (File.Exists(path))
                {
                    File.Delete(path);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // The hub will refuse the module, and then it is asked for again.
                Log.CacheNotWritten(logger, path, exception.GetType().Name);
            }
        }
    }

    /// <summary>The last request to register again that was served for a module; null for none.</summary>
    public async Task<string?> ReadRequestAsync(string moduleId, CancellationToken cancellationToken) =>
        await ReadAsync(RequestPath(moduleId), cancellationToken).ConfigureAwait(false) is { } content ? Encoding.UTF8.GetString(content) : null;

    public Task WriteRequestAsync(string moduleId, string request, CancellationToken cancellationToken) =>
        WriteAsync(RequestPath(moduleId), Encoding.UTF8.GetBytes(request), cancellationToken);

    /// <summary>Makes this process the only one to use a module identity, as far as the folder is shared.</summary>
    /// <returns>What gives the module up when disposed; null without a folder.</returns>
    /// <exception cref="ModuleIdentityException">Another process has it.</exception>
    public static IDisposable? Claim(string? folder, string moduleId) => folder is null
        ? null
        : PrivateFile.TryLock($"{NameOf(folder, moduleId)}.lock") ?? throw new ModuleIdentityException(
            ModuleIdentityErrorCode.IdentityInUse,
            $"Another process of this device is connected as module '{moduleId}'",
            "Stop the other one, or give each its own module id")
        { ModuleId = moduleId };

    /// <summary>
    /// What keys are sealed with: a secret that only the device's credential gives, or, where a chip or a service keeps that to itself, a random one
    /// in a file of its own, which then is as safe as that file's mode.
    /// </summary>
    private async Task<byte[]?> GetSealingAsync(CancellationToken cancellationToken)
    {
        if (await credential.DeriveSecretAsync(SealPurpose, cancellationToken).ConfigureAwait(false) is { } derived)
        {
            return derived;
        }

        string path = Path.Combine(folder, "seal.key");
        if (await ReadAsync(path, cancellationToken).ConfigureAwait(false) is { Length: SealSize } present)
        {
            return present;
        }

        await WriteAsync(path, RandomNumberGenerator.GetBytes(SealSize), cancellationToken).ConfigureAwait(false);

        // Read again: another process of this device may have written one at the same time, and the last one stands.
        return await ReadAsync(path, cancellationToken).ConfigureAwait(false) is { Length: SealSize } made ? made : null;
    }

    private async ValueTask<ModuleSecrets?> OpenAsync(string[]? texts, CachedFacts facts, CancellationToken cancellationToken)
    {
        if (texts is not { Length: 1 or 2 } || await maker.ImportAsync(facts, texts[0], cancellationToken).ConfigureAwait(false) is not { } primary)
        {
            return null;
        }

        ModuleSecret? secondary = texts.Length == 2 ? await maker.ImportAsync(facts, texts[1], cancellationToken).ConfigureAwait(false) : null;
        return texts.Length == 2 && secondary is null ? null : new ModuleSecrets(primary, secondary);
    }

    private string FactsPath(string moduleId) => $"{NameOf(moduleId)}.json";

    private string KeyPath(string moduleId) => $"{NameOf(moduleId)}.key";

    private string RequestPath(string moduleId) => $"{NameOf(moduleId)}.request";

    private string NameOf(string moduleId) => NameOf(folder, moduleId);

    private static string NameOf(string folder, string moduleId) => Path.Combine(folder, "modules", ModuleFileName.Of(moduleId));

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
            Log.CacheWritten(logger, path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The identity works all the same; only the next start is dearer.
            Log.CacheNotWritten(logger, path, exception.GetType().Name);
        }
    }
}
