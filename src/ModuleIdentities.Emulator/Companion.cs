namespace ModuleIdentities.Emulator;

/// <summary>What a program serves beside its emulator.</summary>
/// <param name="Service">Ends with the emulator.</param>
/// <param name="Variables">How it is found, as environment variables.</param>
internal sealed record Companion(IAsyncDisposable Service, IReadOnlyDictionary<string, string> Variables);
