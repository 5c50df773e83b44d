using System.Reflection;

namespace ModuleIdentities.Benchmarks.Generator;

/// <summary>What the build wrote into this assembly about where things are.</summary>
internal static class BuildFacts
{
    public static string Get(string key) => typeof(BuildFacts).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(attribute => attribute.Key == key).Value!;

    /// <summary>The folder of a NuGet package, or null when it was not restored.</summary>
    public static string? Package(string id, string version)
    {
        string folder = Path.Combine(Get("PackageRoot"), id.ToLowerInvariant(), version);
        return Directory.Exists(folder) ? folder : null;
    }
}
