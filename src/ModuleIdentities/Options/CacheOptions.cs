namespace ModuleIdentities;

/// <summary>Where identities are kept between starts, so that a warm start asks neither the Device Provisioning Service nor the registry.</summary>
public sealed class CacheOptions
{
    /// <summary>
    /// A directory of this application alone; made with mode 0700 when it does not exist. Environment variables are expanded.
    /// By default the directory that systemd gives a service (<c>StateDirectory=</c>), and no cache elsewhere.
    /// </summary>
    public string? Directory { get; set; }

    internal string? FullPath => StateDirectory.Resolve(Directory);
}
