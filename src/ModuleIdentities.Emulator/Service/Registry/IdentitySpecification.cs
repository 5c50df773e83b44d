namespace ModuleIdentities.Emulator.Service.Registry;

/// <summary>
/// What a caller wants a device or module to be. A part left out takes its default: a write replaces the whole identity, and without
/// <see cref="Authentication"/> it gets new keys (protocol 5.1).
/// </summary>
internal sealed record IdentitySpecification(
    AuthenticationSpecification? Authentication = null,
    bool IsEnabled = true,
    string? StatusReason = null,
    bool IsEdge = false,
    string? ManagedBy = null);
