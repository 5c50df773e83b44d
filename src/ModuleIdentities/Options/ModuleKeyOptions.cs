namespace ModuleIdentities;

/// <summary>What modules prove themselves with, and how often that is replaced.</summary>
public sealed class ModuleKeyOptions
{
    /// <summary>Who makes a module's secret, and of which kind it is. Default <see cref="ModuleKeyKind.HubKey"/>.</summary>
    public ModuleKeyKind Kind { get; set; }

    /// <summary>What <see cref="ModuleKeyKind.DerivedKey"/> derives from.</summary>
    public MasterKeyOptions MasterKey { get; set; } = new();

    /// <summary>
    /// How old a module's keys may become before a connected module replaces them; at least 1 hour. Null, the default, for never (a certificate is
    /// replaced all the same, when four fifths of its life are over).
    /// </summary>
    public TimeSpan? RotationInterval { get; set; }
}

/// <summary>Who makes a module's secret, and of which kind it is.</summary>
public enum ModuleKeyKind
{
    /// <summary>Symmetric keys that the hub makes and the device reads.</summary>
    HubKey,

    /// <summary>Symmetric keys that the device makes and the hub learns, so that no answer of the hub need carry them.</summary>
    DeviceKey,

    /// <summary>
    /// Symmetric keys that the device derives from its <see cref="ModuleKeyOptions.MasterKey"/> and the identity whenever it needs them: none is stored,
    /// and the hub learns them.
    /// </summary>
    DerivedKey,

    /// <summary>
    /// A self-signed certificate that the device makes; the hub learns its thumbprint and never the private key. Without a cache directory each
    /// start makes another.
    /// </summary>
    Certificate,
}
