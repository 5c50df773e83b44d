using System.Text.Json.Nodes;

namespace ModuleIdentities.Emulator;

/// <summary>What a device or module answered to a direct method.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Payload">Its payload; null when it had none, or JSON's null.</param>
public sealed record DirectMethodResult(int Status, JsonNode? Payload);
