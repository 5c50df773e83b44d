namespace ModuleIdentities.Emulator.Service.Connections;

/// <summary>
/// A persistent MQTT session: the granted quality of service of each topic filter. What waits for the device is kept elsewhere, as it does not depend
/// on a session. <see cref="GenerationId"/> is that of the identity, so that one made again does not inherit.
/// </summary>
internal sealed record SessionRecord(string GenerationId, Dictionary<string, int> Subscriptions);
