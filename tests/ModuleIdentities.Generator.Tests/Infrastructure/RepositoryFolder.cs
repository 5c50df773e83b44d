namespace ModuleIdentities.Generator.Tests.Infrastructure;

/// <summary>Folders of the working copy that the tests were built from.</summary>
internal static class RepositoryFolder
{
    public static string RulePages { get; } = Path.Combine(Repository.Documentation, "diagnostics");

    public static string Source { get; } = Path.Combine(Repository.Root, "src");

    public static string Generator { get; } = Path.Combine(Repository.Root, "src", "ModuleIdentities.Generator");

    public static string GeneratorTests { get; } = Path.Combine(Repository.Root, "tests", "ModuleIdentities.Generator.Tests");

    public static string Snapshots { get; } = Path.Combine(GeneratorTests, "Snapshots");

    public static string JsonContracts { get; } = Path.Combine(Repository.Root, "src", "ModuleIdentities", "Json");
}
