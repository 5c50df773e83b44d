using System.Reflection;
using Microsoft.CodeAnalysis;
using ModuleIdentities.Generator.Diagnostics;
using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Conventions;

public class RuleListTests
{
    [Fact]
    public void Each_id_has_a_descriptor_and_begins_its_constant()
    {
        FieldInfo[] constants = typeof(DiagnosticIds).GetFields(BindingFlags.Public | BindingFlags.Static);
        Assert.Equal(constants.Select(field => (string)field.GetRawConstantValue()!).Order(), Rules.All.Select(descriptor => descriptor.Id));
        Assert.All(constants, field => Assert.Matches($"^{field.GetRawConstantValue()}[A-Z][A-Za-z]+$", field.Name));
    }

    [Fact]
    public void Each_descriptor_is_reported_by_one_analyzer() => Assert.Equal(
        Rules.All.Select(descriptor => descriptor.Id),
        AnalyzerTest.Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics).Select(descriptor => descriptor.Id).Order(StringComparer.Ordinal));

    [Fact]
    public void Each_rule_has_one_page_and_each_page_a_rule() => Assert.Equal(
        Rules.All.Select(descriptor => descriptor.Id + ".md").Append("README.md"),
        Directory.EnumerateFiles(RepositoryFolder.RulePages).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [Fact]
    public void Index_lists_each_rule() => Assert.Equal(
        Rules.All.Select(descriptor => $"| [{descriptor.Id}]({descriptor.Id}.md) | {descriptor.Title} | {descriptor.DefaultSeverity} |"),
        File.ReadLines(Path.Combine(RepositoryFolder.RulePages, "README.md")).Where(line => line.StartsWith("| [", StringComparison.Ordinal)));

    [Fact]
    public void Release_files_list_each_rule() => Assert.Equal(
        Rules.All.Select(descriptor => $"{descriptor.Id} | {descriptor.Category} | {descriptor.DefaultSeverity} | [{descriptor.Title}]({descriptor.HelpLinkUri})"),
        Directory.EnumerateFiles(RepositoryFolder.Generator, "AnalyzerReleases.*.md")
            .SelectMany(File.ReadLines)
            .Where(line => line.StartsWith("MID", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Rules.Ids), MemberType = typeof(Rules))]
    public void Rule_is_described_in_resources(string id)
    {
        DiagnosticDescriptor descriptor = Rules.Get(id);
        string title = descriptor.Title.ToString(null);
        Assert.NotEmpty(title);
        Assert.False(title.EndsWith('.'), "A title has no final stop.");
        Assert.NotEmpty(descriptor.MessageFormat.ToString(null));
        Assert.Equal("ModuleIdentities", descriptor.Category);
        Assert.Equal($"https://github.com/module-identities/module-identities/blob/main/docs/diagnostics/{id}.md", descriptor.HelpLinkUri);
    }
}
