using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace ModuleIdentities;

/// <summary>
/// The key that the keys of a device's modules are derived from: HMAC-SHA256 of what the key is for, wherever the master key is. Nothing of it is stored,
/// and who learns one derived key learns no other.
/// </summary>
[DebuggerDisplay("***")]
internal sealed class MasterKey(IKeySigner signer)
{
    /// <summary>Half of the block of SHA-256: with fewer bytes the master key would be weaker than what is derived from it.</summary>
    private const int ShortestKey = 32;

    /// <summary>Derives a key.</summary>
    /// <exception cref="ModuleIdentityException">Where the master key is kept, it could not be used.</exception>
    public async ValueTask<DerivedModuleKey> DeriveAsync(DerivedKeyName name, CancellationToken cancellationToken) =>
        new(name, SharedAccessKey.Of(await signer.SignAsync(name.Text, cancellationToken).ConfigureAwait(false)));

    /// <summary>Reads where the master key is; false, with what is wrong, when that is no place with one.</summary>
    /// <param name="options">The options.</param>
    /// <param name="key">The key.</param>
    /// <param name="path">The configuration path at fault, below the section.</param>
    /// <param name="fault">What is wrong, in words without any secret.</param>
    public static bool TryRead(
        ModuleIdentityOptions options,
        [NotNullWhen(true)] out MasterKey? key,
        out string path,
        [NotNullWhen(false)] out string? fault)
    {
        MasterKeyOptions master = options.Keys.MasterKey;
        key = null;
        fault = null;
        path = "Keys:MasterKey";
        if (string.IsNullOrEmpty(master.Path) == string.IsNullOrEmpty(master.Tcti))
        {
            fault = "needs either Path or Tcti: DerivedKey derives the keys of modules from it";
        }
        else if (!string.IsNullOrEmpty(master.Path))
        {
            path = "Keys:MasterKey:Path";
            key = ReadFile(master.Path, out fault);
        }
        else if (options.TpmFactory is { } open)
        {
            key = new MasterKey(open(new TpmOptions { Tcti = master.Tcti, OwnerAuthorization = master.OwnerAuthorization }).OwnKey);
        }
        else
        {
            path = "Keys:MasterKey:Tcti";
            fault = TpmCredential.MissingPackage;
        }

        return key is not null;
    }

    public override string ToString() => "***";

    private static MasterKey? ReadFile(string path, out string? fault)
    {
        if (Attestation.ReadFile(path, out fault) is not { } text)
        {
            return null;
        }

        if (SharedAccessKey.TryParse(text, out SharedAccessKey? key) && key.Length >= ShortestKey)
        {
            return new MasterKey(key);
        }

        fault = $"names '{path}', which is not base64 of {ShortestKey} to 64 bytes (openssl rand -base64 32)";
        return null;
    }
}
