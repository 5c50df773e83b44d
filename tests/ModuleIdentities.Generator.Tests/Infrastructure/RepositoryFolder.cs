using System.Reflection;

namespace ModuleIdentities.Generator.Tests.Infrastructure;

/// <summary>Folders of the working copy that the tests were built from.</summary>
internal static class RepositoryFolder
{
    private static readonly string Root = typeof(RepositoryFolder).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "RepositoryDirectory").Value!;

    public static string RulePages { get; } = Path.Combine(Root, "docs", "diagnostics");

    public static string Source { get; } = Path.Combine(Root, "src");

    public static string Documentation { get; } = Path.Combine(Root, "docs");

    public static string Generator { get; } = Path.Combine(Root, "src", "ModuleIdentities.Generator");

    public static string GeneratorTests { get; } = Path.Combine(Root, "tests", "ModuleIdentities.Generator.Tests");

    public static string Snapshots { get; } = Path.Combine(GeneratorTests, "Snapshots");

    public static string JsonContracts { get; } = Path.Combine(Root, "src", "ModuleIdentities", "Json");
}
