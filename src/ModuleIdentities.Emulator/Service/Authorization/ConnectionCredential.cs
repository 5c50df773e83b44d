namespace ModuleIdentities.Emulator.Service.Authorization;

/// <summary>What the hub knows of an admitted connection, and stamps on its messages.</summary>
internal sealed record ConnectionCredential(string GenerationId, string AuthenticationMethod, DateTimeOffset ExpiresAt);
