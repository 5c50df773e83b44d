using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace ModuleIdentities;

/// <summary>What one module proves itself with: a symmetric key that its hub knows, or a certificate whose thumbprint its hub knows.</summary>
[DebuggerDisplay("***")]
internal abstract class ModuleSecret
{
    /// <summary>The first 12 hexadecimal digits of a SHA-256: tells two secrets apart, reveals neither.</summary>
    public abstract string Fingerprint { get; }

    /// <summary>Signs, or takes part in the handshake, as the module.</summary>
    public abstract Credential Credential { get; }

    /// <summary>What follows the ids in a module connection string.</summary>
    [JsonIgnore]
    public abstract string ConnectionStringField { get; }

    /// <summary>From when on the secret must not be used; null when it does not age.</summary>
    public virtual DateTimeOffset? Expires => null;

    /// <summary>Whether it cannot be had from the registry: what this device knows of it must not be lost.</summary>
    public virtual bool IsOnlyHere => false;

    /// <summary>The secret itself as text, or what it can be derived from; only for a sealed file.</summary>
    public abstract string Export();

    /// <summary>Reads what <see cref="Export"/> has written of a secret that is not derived.</summary>
    public static bool TryImport(string? text, [NotNullWhen(true)] out ModuleSecret? secret)
    {
        secret = SharedAccessKey.TryParse(text, out SharedAccessKey? key) ? new ModuleKey(key) : ModuleCertificate.TryImport(text);
        return secret is not null;
    }

    public sealed override string ToString() => "***";
}
