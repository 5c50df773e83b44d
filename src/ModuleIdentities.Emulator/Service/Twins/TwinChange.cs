using System.Text.Json.Nodes;

namespace ModuleIdentities.Emulator.Service.Twins;

/// <summary>
/// What the service side wants changed: a merge patch for each part that is given, or with <see cref="Replaces"/> the whole of both parts, where one
/// left out becomes empty.
/// </summary>
internal sealed record TwinChange(JsonObject? Tags, JsonObject? Desired, bool Replaces = false);
