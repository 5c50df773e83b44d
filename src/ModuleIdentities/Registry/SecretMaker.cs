namespace ModuleIdentities;

/// <summary>Makes what modules prove themselves with, and says it in the registry's words.</summary>
/// <param name="kind">What the modules of this device prove themselves with.</param>
/// <param name="master">What keys are derived from; null for every other kind.</param>
/// <param name="time">The clock of certificates.</param>
internal sealed class SecretMaker(ModuleKeyKind kind, MasterKey? master, TimeProvider time)
{
    /// <summary>The generation id of a module that its hub has not made yet.</summary>
    private const string Unborn = "";

    /// <summary>The turn of the first keys.</summary>
    private const string First = "";

    public ModuleKeyKind Kind => kind;

    /// <summary>Options that have passed validation.</summary>
    public static SecretMaker From(ModuleIdentityOptions options) => new(
        options.Keys.Kind,
        options.Keys.Kind == ModuleKeyKind.DerivedKey && MasterKey.TryRead(options, out MasterKey? master, out _, out _) ? master : null,
        options.TimeProvider);

    /// <summary>A secret to replace another with; the device makes it also where the hub made the first.</summary>
    /// <param name="identity">Whose secret.</param>
    /// <param name="isSecondary">For which of the hub's two places.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<ModuleSecret> MakeOneAsync(ModuleIdentity identity, bool isSecondary, CancellationToken cancellationToken) => kind switch
    {
        ModuleKeyKind.Certificate => ModuleCertificate.Create(identity.ModuleId, time),
        ModuleKeyKind.DerivedKey => await master!.DeriveAsync(
            new DerivedKeyName(identity.DeviceId, identity.ModuleId, identity.GenerationId, isSecondary, DerivedKeyName.NewTurn()),
            cancellationToken).ConfigureAwait(false),
        _ => ModuleKey.Create(),
    };

    /// <summary>What a new module starts with; null when the hub is to make it.</summary>
    /// <remarks>
    /// A derived key needs the generation id, which the hub gives with the create: until the module has been taught its own keys it has those of a module
    /// without one, which nobody uses, and by which the next start sees that the teaching is still to be done.
    /// </remarks>
    public async ValueTask<ModuleSecrets?> MakeFirstAsync(string deviceId, string moduleId, CancellationToken cancellationToken) => kind switch
    {
        ModuleKeyKind.HubKey => null,
        ModuleKeyKind.DerivedKey => await DeriveAsync(deviceId, moduleId, Unborn, First, cancellationToken).ConfigureAwait(false),
        _ => Make(moduleId),
    };

    /// <summary>Secrets for a module that has none of the wanted kind, or whose own are lost.</summary>
    public async ValueTask<ModuleSecrets> MakeAsync(ModuleRecord record, CancellationToken cancellationToken)
    {
        if (kind != ModuleKeyKind.DerivedKey)
        {
            return Make(record.ModuleId!);
        }

        // A key that was replaced must not come back when this device has forgotten by what: only a module that is seen to be new gets the first ones.
        ModuleSecrets unborn = await DeriveAsync(record.DeviceId!, record.ModuleId!, Unborn, First, cancellationToken).ConfigureAwait(false);
        string turn = Shows(record.Authentication, unborn.Primary) ? First : DerivedKeyName.NewTurn();
        return await DeriveAsync(record.DeviceId!, record.ModuleId!, record.GenerationId ?? "", turn, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether a secret is of the kind that is configured, and not too old to be shown to anybody.</summary>
    public bool IsWanted(ModuleSecret secret) => kind switch
    {
        ModuleKeyKind.Certificate => secret is ModuleCertificate && !(secret.Expires <= time.GetUtcNow()),
        ModuleKeyKind.DerivedKey => secret is DerivedModuleKey,
        _ => secret is ModuleKey and not DerivedModuleKey,
    };

    /// <summary>The secrets as the registry takes them.</summary>
    public static ModuleAuthentication Describe(ModuleSecrets secrets) => secrets.Primary is ModuleCertificate certificate
        ? new ModuleAuthentication(
            AuthenticationType.SelfSigned,
            X509Thumbprint: new ModuleThumbprint(certificate.Thumbprint, ((ModuleCertificate?)secrets.Secondary)?.Thumbprint))
        : new ModuleAuthentication(
            AuthenticationType.Sas,
            new ModuleSymmetricKey(((ModuleKey)secrets.Primary).ToBase64(), ((ModuleKey?)secrets.Secondary ?? ModuleKey.Create()).ToBase64()));

    /// <summary>The secrets of a module as the registry tells them; null when it does not tell, or tells what only another device can use.</summary>
    /// <param name="record">What the registry tells.</param>
    /// <param name="known">What this device has of the module: a certificate's private key is nowhere else.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<ModuleSecrets?> ReadAsync(ModuleRecord record, ModuleSecrets? known, CancellationToken cancellationToken)
    {
        ModuleAuthentication? authentication = record.Authentication;
        if (kind == ModuleKeyKind.DerivedKey)
        {
            return await ReadDerivedAsync(record, known, cancellationToken).ConfigureAwait(false);
        }

        if (authentication?.SymmetricKey is { } keys && SharedAccessKey.TryParse(keys.PrimaryKey, out SharedAccessKey? primary))
        {
            return new ModuleSecrets(
                new ModuleKey(primary), SharedAccessKey.TryParse(keys.SecondaryKey, out SharedAccessKey? secondary) ? new ModuleKey(secondary) : null);
        }

        return Match(authentication, [known?.Primary, known?.Secondary]);
    }

    /// <summary>Reads what <see cref="ModuleSecret.Export"/> has written of a secret of a module; null when it is none.</summary>
    public async ValueTask<ModuleSecret?> ImportAsync(CachedFacts facts, string text, CancellationToken cancellationToken)
    {
        if (master is not null && DerivedKeyName.TryImport(text, facts.DeviceId, facts.Module!.ModuleId, facts.Module.GenerationId, out DerivedKeyName? name))
        {
            return await master.DeriveAsync(name, cancellationToken).ConfigureAwait(false);
        }

        return ModuleSecret.TryImport(text, out ModuleSecret? secret) ? secret : null;
    }

    private ModuleSecrets Make(string moduleId) => kind == ModuleKeyKind.Certificate
        ? new ModuleSecrets(ModuleCertificate.Create(moduleId, time), null)
        : new ModuleSecrets(ModuleKey.Create(), ModuleKey.Create());

    private async ValueTask<ModuleSecrets?> ReadDerivedAsync(ModuleRecord record, ModuleSecrets? known, CancellationToken cancellationToken)
    {
        ModuleSecret?[] ours =
        [
            .. new[] { known?.Primary, known?.Secondary }
                .Where(secret => secret is DerivedModuleKey { Name: var name } && name.GenerationId == (record.GenerationId ?? "")),
        ];
        if (Match(record.Authentication, ours) is { } found)
        {
            return found;
        }

        ModuleSecrets first = await DeriveAsync(record.DeviceId!, record.ModuleId!, record.GenerationId ?? "", First, cancellationToken).ConfigureAwait(false);
        return Match(record.Authentication, [.. ours, first.Primary, first.Secondary]);
    }

    private async ValueTask<ModuleSecrets> DeriveAsync(
        string deviceId, string moduleId, string generationId, string turn, CancellationToken cancellationToken) => new(
        await master!.DeriveAsync(new DerivedKeyName(deviceId, moduleId, generationId, IsSecondary: false, turn), cancellationToken).ConfigureAwait(false),
        await master!.DeriveAsync(new DerivedKeyName(deviceId, moduleId, generationId, IsSecondary: true, turn), cancellationToken).ConfigureAwait(false));

    /// <summary>Those of the secrets that the registry shows to be the module's, in its order; null when there is none.</summary>
    private static ModuleSecrets? Match(ModuleAuthentication? authentication, ModuleSecret?[] secrets)
    {
        ModuleSecret? first = Array.Find(secrets, secret => Shows(authentication, secret, isSecondary: false));
        ModuleSecret? second = Array.Find(secrets, secret => Shows(authentication, secret, isSecondary: true));
        return (first ?? second) is { } usable ? new ModuleSecrets(usable, first is null ? null : second) : null;
    }

    /// <summary>Whether the registry shows that a secret is in one of its two places.</summary>
    private static bool Shows(ModuleAuthentication? authentication, ModuleSecret? secret, bool isSecondary = false) => secret switch
    {
        ModuleCertificate certificate => string.Equals(
            certificate.Thumbprint,
            isSecondary ? authentication?.X509Thumbprint?.SecondaryThumbprint : authentication?.X509Thumbprint?.PrimaryThumbprint,
            StringComparison.OrdinalIgnoreCase),
        ModuleKey key => key.ToBase64() == (isSecondary ? authentication?.SymmetricKey?.SecondaryKey : authentication?.SymmetricKey?.PrimaryKey),
        _ => false,
    };
}

/// <summary>The registry's words for kinds of authentication.</summary>
internal static class AuthenticationType
{
    public const string Sas = "sas";
    public const string SelfSigned = "selfSigned";
}
