namespace ModuleIdentities.Emulator.State;

/// <summary>A document as the store keeps it. Each commit gives the documents it touches a version never used before.</summary>
internal sealed record StoredDocument(string Key, long Version, ReadOnlyMemory<byte> Content);
