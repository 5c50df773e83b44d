using System.Diagnostics;

namespace ModuleIdentities;

/// <summary>A module of the device as the hub's registry has it, without its keys.</summary>
/// <param name="HubHostName">The fully qualified host name of the hub.</param>
/// <param name="DeviceId">The id of the device that owns the module.</param>
/// <param name="ModuleId">The module id; one that begins with <c>$</c> belongs to IoT Edge.</param>
/// <param name="GenerationId">The hub's own mark of this very identity: another one means that the module was deleted and made again.</param>
/// <param name="Authentication">How the module proves itself, in the registry's own word: <c>sas</c>, <c>selfSigned</c>, <c>certificateAuthority</c> or <c>none</c>.</param>
/// <param name="PrimaryFingerprint">
/// The first 12 hexadecimal digits of the SHA-256 of the primary key, or of the thumbprint of the primary certificate; null when there is none or the
/// hub does not show it. Equal to <see cref="ModuleIdentity.KeyFingerprint"/> of a module that uses it.
/// </param>
/// <param name="SecondaryFingerprint">The same of the secondary key or certificate.</param>
/// <param name="ManagedBy">Who manages the module, for example <c>IotEdge</c>; null for nobody.</param>
/// <param name="IsConnected">Whether the hub has a connection of the module; it hears of a lost one late. Null when the hub does not say.</param>
/// <param name="LastActivity">When the module last connected or sent something; null for never.</param>
[DebuggerDisplay("{DeviceId,nq}/{ModuleId,nq}")]
public sealed record RegisteredModule(
    string HubHostName,
    string DeviceId,
    string ModuleId,
    string GenerationId,
    string Authentication,
    string? PrimaryFingerprint,
    string? SecondaryFingerprint,
    string? ManagedBy,
    bool? IsConnected,
    DateTimeOffset? LastActivity)
{
    internal static RegisteredModule Of(ModuleRecord record, DeviceAssignment device) => new(
        device.HubHostName,
        device.DeviceId,
        record.ModuleId!,
        record.GenerationId ?? "",
        record.Authentication?.Type ?? "none",
        Fingerprint(record.Authentication?.SymmetricKey?.PrimaryKey, record.Authentication?.X509Thumbprint?.PrimaryThumbprint),
        Fingerprint(record.Authentication?.SymmetricKey?.SecondaryKey, record.Authentication?.X509Thumbprint?.SecondaryThumbprint),
        string.IsNullOrEmpty(record.ManagedBy) ? null : record.ManagedBy,
        record.ConnectionState is { } state ? state == "Connected" : null,
        // A module that was never active has the first day of the calendar.
        record.LastActivityTime is { Year: > 1 } time ? time : null);

    internal static RegisteredModule Of(ModuleIdentity identity) => new(
        identity.HubHostName,
        identity.DeviceId,
        identity.ModuleId,
        identity.GenerationId,
        identity.Secrets.Primary is ModuleCertificate ? AuthenticationType.SelfSigned : AuthenticationType.Sas,
        identity.Secrets.Primary.Fingerprint,
        identity.Secrets.Secondary?.Fingerprint,
        ManagedBy: null,
        IsConnected: null,
        LastActivity: null);

    private static string? Fingerprint(string? key, string? thumbprint) =>
        SharedAccessKey.TryParse(key, out SharedAccessKey? parsed) ? parsed.Fingerprint
        : thumbprint is { Length: >= 12 } ? thumbprint[..12].ToLowerInvariant()
        : null;
}
