using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using ModuleIdentities.Generator.Diagnostics.Configuration;
using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Conventions;

/// <summary>The analyzer, the runtime and the documentation know the same options.</summary>
public partial class OptionAgreementTests
{
    private static readonly OptionSchema Schema = OptionSchema.Of(TestCompilation.Create())!;

    public static TheoryData<string> Paths => [.. Leaves(Schema, "").Select(leaf => leaf.Path)];

    /// <summary>What the analyzer knows, the runtime binds: a value under the path arrives in the property.</summary>
    [Theory]
    [MemberData(nameof(Paths))]
    public void Runtime_binds_each_option_that_the_analyzer_knows(string path)
    {
        string value = Sample(Leaves(Schema, "").Single(leaf => leaf.Path == path).Option);
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new KeyValuePair<string, string?>("ModuleIdentities:" + path, value)])
            .Build();
        ModuleIdentityOptions options = new();
        typeof(ModuleIdentityOptions).Assembly.GetType("ModuleIdentities.ModuleIdentityOptionsBinder", throwOnError: true)!
            .GetMethod("Bind", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!.Invoke(null, [configuration, options]);

        object? bound = options;
        foreach (string name in path.Split(':'))
        {
            bound = bound!.GetType().GetProperty(name)!.GetValue(bound);
        }

        Assert.Equal(value, Convert.ToString(bound, CultureInfo.InvariantCulture));
    }

    /// <summary>What can be bound, the analyzer knows: every public option of a kind that a configuration can hold.</summary>
    [Fact]
    public void Analyzer_knows_each_option_of_the_runtime() => Assert.Equal(
        Bindable(typeof(ModuleIdentityOptions), "").Order(StringComparer.Ordinal),
        Leaves(Schema, "").Select(leaf => leaf.Path).Order(StringComparer.Ordinal));

    [Fact]
    public void Documentation_lists_each_option()
    {
        string[] documented =
        [
            .. File.ReadLines(Path.Combine(Repository.Documentation, "configuration.md"))
                .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
                .SelectMany(line => Code().Matches(line.Split('|')[1]).Select(match => match.Groups[1].Value)),
        ];
        Assert.Empty(Leaves(Schema, "").Select(leaf => leaf.Path).Except(documented));
    }

    private static IEnumerable<(string Path, OptionSchema Option)> Leaves(OptionSchema section, string prefix) => section.Members.SelectMany(member => member.Kind switch
    {
        OptionKind.Section => Leaves(member, prefix + member.Name + ":"),
        OptionKind.Anything => [],
        _ => [(prefix + member.Name, member)],
    });

    private static IEnumerable<string> Bindable(Type type, string prefix) => type.GetProperties().SelectMany(property =>
        property.PropertyType.Namespace == "ModuleIdentities" && property.PropertyType.IsClass ? Bindable(property.PropertyType, prefix + property.Name + ":")
        : IsSingle(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) ? [prefix + property.Name]
        : []);

    private static bool IsSingle(Type type) => type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(TimeSpan) || type == typeof(Uri);

    private static string Sample(OptionSchema option) => option.Kind switch
    {
        OptionKind.Switch => "True",
        OptionKind.Integer or OptionKind.Number => "1234",
        OptionKind.Duration => "00:01:11",
        OptionKind.Address => "http://proxy:3128/",
        OptionKind.Choice => option.Choices[^1],
        _ => "sample",
    };

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
