namespace ModuleIdentities;

/// <summary>Where a service keeps what must outlive it.</summary>
internal static class StateDirectory
{
    /// <summary>The directory that is configured, or else the one that systemd gives (<c>StateDirectory=</c>, systemd.exec(5)); null for neither.</summary>
    /// <param name="configured">What is configured; environment variables in it are expanded.</param>
    /// <param name="folder">The folder in systemd's; empty for that itself.</param>
    public static string? Resolve(string? configured, string folder = "") => Choose(configured, Environment.GetEnvironmentVariable("STATE_DIRECTORY"), folder);

    internal static string? Choose(string? configured, string? given, string folder)
    {
        if (!string.IsNullOrEmpty(configured))
        {
            return Path.GetFullPath(Environment.ExpandEnvironmentVariables(configured));
        }

        // A unit may name several directories; the first is taken.
        string? first = given?.Split(Path.PathSeparator)[0];
        return string.IsNullOrEmpty(first) ? null : Path.Combine(Path.GetFullPath(first), folder);
    }
}
