using Microsoft.CodeAnalysis;

namespace ModuleIdentities.Benchmarks.Generator;

/// <summary>The reference assemblies of the framework, which every input is compiled against, and where the SDK keeps its own generators.</summary>
internal static class FrameworkReferences
{
    public static IReadOnlyList<MetadataReference> All { get; } = [.. References(Pack("Microsoft.NETCore.App.Ref"))];

    /// <summary>The reference assemblies of ASP.NET Core, which has the logging and options abstractions.</summary>
    public static IReadOnlyList<MetadataReference> AspNetCore { get; } = [.. References(Pack("Microsoft.AspNetCore.App.Ref"))];

    /// <summary>The folder of a targeting pack of the SDK.</summary>
    public static string Pack(string name) => Path.Combine(BuildFacts.Get("PackRoot"), name, BuildFacts.Get("PackVersion"));

    private static IEnumerable<MetadataReference> References(string pack) =>
        Directory.EnumerateFiles(Path.Combine(pack, "ref", "net10.0"), "*.dll").Select(path => MetadataReference.CreateFromFile(path));
}
