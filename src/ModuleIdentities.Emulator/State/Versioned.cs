namespace ModuleIdentities.Emulator.State;

/// <summary>A value read from a <see cref="StateTable{T}"/>, with the version that a later write of it must expect.</summary>
internal sealed record Versioned<T>(string Key, T Value, long Version);
