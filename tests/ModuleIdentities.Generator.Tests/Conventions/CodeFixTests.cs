using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using ModuleIdentities.CodeFixes;
using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Conventions;

public class CodeFixTests
{
    private static readonly CodeFixProvider[] Providers =
    [
        .. typeof(MakePartialCodeFixProvider).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(CodeFixProvider)) && !type.IsAbstract)
            .Select(type => (CodeFixProvider)Activator.CreateInstance(type)!),
    ];

    [Fact]
    public void Each_is_exported_for_CSharp_under_its_name() => Assert.All(Providers, provider =>
    {
        ExportCodeFixProviderAttribute? export = provider.GetType().GetCustomAttribute<ExportCodeFixProviderAttribute>();
        Assert.NotNull(export);
        Assert.Equal([LanguageNames.CSharp], export.Languages);
        Assert.Equal(provider.GetType().Name, export.Name);
    });

    [Fact]
    public void Each_fixes_all() => Assert.All(Providers, provider => Assert.NotNull(provider.GetFixAllProvider()));

    [Fact]
    public void Each_fixes_rules_that_there_are() => Assert.All(
        Providers.SelectMany(provider => provider.FixableDiagnosticIds), id => Assert.Contains(Rules.All, rule => rule.Id == id));

    [Fact]
    public void Equivalence_keys_are_stable_and_unlike() => Assert.Equal(
        ["AddCancellationToken", "AwaitSend", "DeclareWithoutBody", "MakePartial", "MoveToTheEnd", "ReadFromConfiguration", "RemoveModifier", "RenameModule", "ReturnTask", "UseNearest"],
        Providers.Select(provider => (string)provider.GetType()
            .GetProperty("EquivalenceKey", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(provider)!).Order(StringComparer.Ordinal));

    [Fact]
    public void Each_rule_that_has_a_fix_says_so_on_its_page() => Assert.All(
        Providers.SelectMany(provider => provider.FixableDiagnosticIds),
        id => Assert.Contains("code fix *", RulePage.Read(id).Text, StringComparison.Ordinal));
}
