namespace ModuleIdentities.Emulator;

/// <summary>What a program serves beside its emulator.</summary>
/// <param name="Service">Ends with the emulator.</param>
/// <param name="Variables">How it is found, as environment variables.</param>
/// <param name="Note">What to tell the person who started the emulator; null for nothing.</param>
internal sealed record Companion(IAsyncDisposable Service, IReadOnlyDictionary<string, string> Variables, string? Note = null);
