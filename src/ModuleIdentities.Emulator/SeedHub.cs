namespace ModuleIdentities.Emulator;

/// <summary>A hub of a seed.</summary>
public sealed record SeedHub
{
    /// <summary>Its host name or a loopback address; null for the first hub of the emulator.</summary>
    public string? Name { get; set; }

    /// <summary>Its tier, by which it throttles; null for no limits.</summary>
    public HubSku? Sku { get; set; }

    /// <summary>How many units of the tier, 1 to 200. Default 1.</summary>
    public int Units { get; set; } = 1;

    /// <summary>Whether DPS gives it devices. Default true.</summary>
    public bool IsLinked { get; set; } = true;

    /// <summary>The certificate authorities that are uploaded to it: PEM, or the name of a file.</summary>
    public IReadOnlyList<string> CertificateAuthorities { get; set; } = [];

    /// <summary>Its devices.</summary>
    public IReadOnlyList<SeedDevice> Devices { get; set; } = [];
}
