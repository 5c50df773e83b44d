namespace ModuleIdentities.Emulator.Service.Registry;

/// <summary>How an identity proves itself: the <c>authentication</c> object of the registry.</summary>
internal sealed record AuthenticationRecord(
    AuthenticationType Type,
    SymmetricKeys? Keys = null,
    string? PrimaryThumbprint = null,
    string? SecondaryThumbprint = null);
