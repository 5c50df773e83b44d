namespace ModuleIdentities.Emulator.Service.Methods;

/// <summary>What a device or module answered to a direct method: <paramref name="Payload"/> is JSON, or empty.</summary>
internal sealed record MethodResult(int Status, ReadOnlyMemory<byte> Payload);
