using Microsoft.CodeAnalysis.CodeFixes;
using ModuleIdentities.CodeFixes;
using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Conventions;

/// <summary>No rule and no fix goes without its tests. What the tests' helpers then ask is in <see cref="AnalyzerTest"/> and <see cref="CodeFixTest"/>.</summary>
public class ErrorQualityTests
{
    public static TheoryData<string> Fixes =>
    [
        .. typeof(MakePartialCodeFixProvider).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(CodeFixProvider)) && !type.IsAbstract).Select(type => type.Name),
    ];

    /// <summary>A mark in a test's source is a span; <see cref="AnalyzerTest"/> asks for a message to each.</summary>
    [Theory]
    [MemberData(nameof(Rules.Ids), MemberType = typeof(Rules))]
    public void Each_rule_has_a_test_of_its_span_and_message(string id) =>
        Assert.Contains($"{{|{id}:", Texts("Analyzers"), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Fixes))]
    public void Each_fix_has_a_test_that_fixes_one_and_all(string fix) =>
        Assert.Contains($"CodeFixTest.VerifyAsync<{fix}>", Texts("CodeFixes"), StringComparison.Ordinal);

    private static string Texts(string folder) => string.Concat(
        Directory.EnumerateFiles(Path.Combine(RepositoryFolder.GeneratorTests, folder), "*.cs").Select(File.ReadAllText));
}
