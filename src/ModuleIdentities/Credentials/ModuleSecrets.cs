using System.Diagnostics;

namespace ModuleIdentities;

/// <summary>The two places for secrets that a hub has for each module, so that one can be replaced while the other works.</summary>
/// <param name="primary">The one that is used.</param>
/// <param name="secondary">The one that is used when the first is refused; null when it is not known.</param>
[DebuggerDisplay("***")]
internal sealed class ModuleSecrets(ModuleSecret primary, ModuleSecret? secondary)
{
    public ModuleSecret Primary => primary;

    public ModuleSecret? Secondary => secondary;

    /// <summary>What tells this pair from another.</summary>
    public string Fingerprint => secondary is null ? primary.Fingerprint : $"{primary.Fingerprint}-{secondary.Fingerprint}";

    public override string ToString() => "***";
}
