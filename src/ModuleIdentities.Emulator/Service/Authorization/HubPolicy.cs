using ModuleIdentities.Emulator.Service.Registry;

namespace ModuleIdentities.Emulator.Service.Authorization;

/// <summary>A named key of the whole hub, with what it permits.</summary>
internal sealed record HubPolicy(string Name, HubRights Rights, SymmetricKeys Keys);
