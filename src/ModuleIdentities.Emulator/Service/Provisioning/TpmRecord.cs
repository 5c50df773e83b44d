using ModuleIdentities.Emulator.Service.Registry;

namespace ModuleIdentities.Emulator.Service.Provisioning;

/// <summary>A device that proves itself with its TPM.</summary>
/// <param name="EndorsementKey">The public part of its TPM's endorsement key, TPM2B_PUBLIC.</param>
/// <param name="StorageRootKey">The public part of its TPM's storage root key, if the enrolment names it.</param>
/// <param name="HubKeys">The keys that the service makes for it at its hub; the first is sent to its TPM.</param>
internal sealed record TpmRecord(byte[] EndorsementKey, byte[]? StorageRootKey, SymmetricKeys HubKeys)
{
    /// <summary>Never the keys.</summary>
    public override string ToString() => "tpm";
}
