namespace ModuleIdentities.Cli;

/// <summary>A module as the registry has it.</summary>
internal sealed record ModuleDocument(RegisteredModule Module) : ToolDocument;

/// <summary>The modules of the device.</summary>
internal sealed record ModulesDocument(IReadOnlyList<RegisteredModule> Modules) : ToolDocument;

/// <summary>Identities that were got or made.</summary>
internal sealed record IdentitiesDocument(IReadOnlyList<IdentityFacts> Identities) : ToolDocument;

/// <summary>An identity without its key.</summary>
internal sealed record IdentityFacts(
    string HubHostName, string DeviceId, string ModuleId, string GenerationId, string Origin, string KeyFingerprint, string? ProvisioningPayload)
{
    public static IdentityFacts Of(ModuleIdentity identity) => new(
        identity.HubHostName,
        identity.DeviceId,
        identity.ModuleId,
        identity.GenerationId,
        identity.Origin.ToString().ToLowerInvariant(),
        identity.KeyFingerprint,
        identity.ProvisioningPayload);
}

/// <summary>A module that was deleted.</summary>
internal sealed record DeletedDocument(string ModuleId, bool IsDeleted) : ToolDocument;

/// <summary>A connection string that was handed out: into a file, or here.</summary>
internal sealed record ConnectionStringDocument(string ModuleId, string? File, string? ConnectionString) : ToolDocument;
