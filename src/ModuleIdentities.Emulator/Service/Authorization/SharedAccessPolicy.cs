using ModuleIdentities.Emulator.Service.Registry;

namespace ModuleIdentities.Emulator.Service.Authorization;

/// <summary>A named key of a whole service, with what it permits.</summary>
internal sealed record SharedAccessPolicy<TRights>(string Name, TRights Rights, SymmetricKeys Keys)
    where TRights : struct, Enum;
