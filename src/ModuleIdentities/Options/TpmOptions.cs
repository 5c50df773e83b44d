namespace ModuleIdentities;

/// <summary>
/// The device's TPM 2.0, which proves the device to the Device Provisioning Service and to its hub: see docs/tpm.md. In force with the package
/// <c>ModuleIdentities.Tpm</c>, by <c>AddTpm()</c> or <c>UseTpm()</c>.
/// </summary>
public sealed class TpmOptions
{
    internal const string DefaultKeyHandle = "0x81000100";

    /// <summary>
    /// How the TPM is reached, in the words of tpm2-tss (its TCTI): <c>device:/dev/tpmrm0</c> for the one that Linux manages,
    /// <c>swtpm:host=127.0.0.1,port=2321</c> for a software TPM.
    /// </summary>
    public string? Tcti { get; set; }

    /// <summary>
    /// The persistent handle at which the TPM keeps the device's key, in hexadecimal digits: 0x81000000 to 0x817FFFFF, those of the TPM's owner. Default
    /// <c>0x81000100</c>, as the official SDKs and the Azure IoT Identity Service have it.
    /// </summary>
    public string KeyHandle { get; set; } = DefaultKeyHandle;

    /// <summary>The authorization value of the TPM's owner; null, the default, for an empty one. A secret.</summary>
    public string? OwnerAuthorization { get; set; }

    /// <summary>The authorization value of the TPM's endorsement hierarchy; null, the default, for an empty one. A secret.</summary>
    public string? EndorsementAuthorization { get; set; }

    internal bool IsSet => !string.IsNullOrEmpty(Tcti);

    /// <summary>The number that <see cref="KeyHandle"/> stands for; null when it is none of the owner's.</summary>
    internal uint? KeyHandleNumber =>
        KeyHandle.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
        && uint.TryParse(KeyHandle.AsSpan(2), System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture, out uint handle)
        && handle is >= 0x81000000 and <= 0x817FFFFF
            ? handle
            : null;
}
