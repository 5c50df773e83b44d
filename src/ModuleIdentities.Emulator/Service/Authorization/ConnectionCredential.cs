namespace ModuleIdentities.Emulator.Service.Authorization;

/// <summary>What the hub knows of an admitted connection, and stamps on its messages.</summary>
/// <param name="HubName">The hub that it connected to.</param>
/// <param name="GenerationId">The generation of the identity that connected.</param>
/// <param name="AuthenticationMethod">How it proved itself, as JSON.</param>
/// <param name="ExpiresAt">When its token expires; null for a certificate, which is checked only when it connects.</param>
internal sealed record ConnectionCredential(string HubName, string GenerationId, string AuthenticationMethod, DateTimeOffset? ExpiresAt);
