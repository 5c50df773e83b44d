namespace ModuleIdentities;

/// <summary>Makes what modules prove themselves with, and says it in the registry's words.</summary>
/// <param name="kind">What the modules of this device prove themselves with.</param>
/// <param name="time">The clock of certificates.</param>
internal sealed class SecretMaker(ModuleKeyKind kind, TimeProvider time)
{
    public ModuleKeyKind Kind => kind;

    /// <summary>A secret to replace another with; the device makes it also where the hub made the first.</summary>
    public ModuleSecret MakeOne(string moduleId) => kind == ModuleKeyKind.Certificate ? ModuleCertificate.Create(moduleId, time) : ModuleKey.Create();

    /// <summary>What a new module starts with; null when the hub is to make it.</summary>
    public ModuleSecrets? MakeFirst(string moduleId) => kind == ModuleKeyKind.HubKey ? null : Make(moduleId);

    /// <summary>Secrets for a module whose own are lost.</summary>
    public ModuleSecrets Make(string moduleId) => kind == ModuleKeyKind.Certificate
        ? new ModuleSecrets(ModuleCertificate.Create(moduleId, time), null)
        : new ModuleSecrets(ModuleKey.Create(), ModuleKey.Create());

    /// <summary>Whether a secret is of the kind that is configured, and not too old to be shown to anybody.</summary>
    public bool IsWanted(ModuleSecret secret) =>
        secret is ModuleCertificate == (kind == ModuleKeyKind.Certificate) && !(secret.Expires <= time.GetUtcNow());

    /// <summary>The secrets as the registry takes them.</summary>
    public static ModuleAuthentication Describe(ModuleSecrets secrets) => secrets.Primary is ModuleCertificate certificate
        ? new ModuleAuthentication(
            AuthenticationType.SelfSigned,
            X509Thumbprint: new ModuleThumbprint(certificate.Thumbprint, ((ModuleCertificate?)secrets.Secondary)?.Thumbprint))
        : new ModuleAuthentication(
            AuthenticationType.Sas, new ModuleSymmetricKey(secrets.Primary.Export(), (secrets.Secondary ?? ModuleKey.Create()).Export()));

    /// <summary>The secrets of a module as the registry tells them; null when it does not tell, or tells what only another device can use.</summary>
    /// <param name="authentication">What the registry tells.</param>
    /// <param name="known">What this device has of the module: a certificate's private key is nowhere else.</param>
    public static ModuleSecrets? Read(ModuleAuthentication? authentication, ModuleSecrets? known)
    {
        if (authentication?.SymmetricKey is { } keys && SharedAccessKey.TryParse(keys.PrimaryKey, out SharedAccessKey? primary))
        {
            return new ModuleSecrets(
                new ModuleKey(primary), SharedAccessKey.TryParse(keys.SecondaryKey, out SharedAccessKey? secondary) ? new ModuleKey(secondary) : null);
        }

        ModuleThumbprint? thumbprints = authentication?.X509Thumbprint;
        ModuleSecret? first = Find(known, thumbprints?.PrimaryThumbprint);
        ModuleSecret? second = Find(known, thumbprints?.SecondaryThumbprint);
        return (first ?? second) is { } usable ? new ModuleSecrets(usable, first is null ? null : second) : null;
    }

    private static ModuleCertificate? Find(ModuleSecrets? known, string? thumbprint) => new[] { known?.Primary, known?.Secondary }
        .OfType<ModuleCertificate>()
        .FirstOrDefault(certificate => string.Equals(certificate.Thumbprint, thumbprint, StringComparison.OrdinalIgnoreCase));
}

/// <summary>The registry's words for kinds of authentication.</summary>
internal static class AuthenticationType
{
    public const string Sas = "sas";
    public const string SelfSigned = "selfSigned";
}
