using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using ModuleIdentities.Generator.Collections;
using ModuleIdentities.Generator.Diagnostics;
using ModuleIdentities.Generator.Model;
using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Parsing;

/// <summary>A model is equal to another exactly when the same would be generated: of that the cache lives.</summary>
public class ModelEqualityTests
{
    private const string Source = """
        namespace Demo;

        public record Reading(double Value, string? Note);

        /// <summary>Said.</summary>
        [ModuleIdentity("m", ModelId = "dtmi:com:example:Module;1")]
        public partial class Module(TimeProvider clock)
        {
            [Telemetry] public partial Task SendAsync(Reading reading, [MessageProperty] string? alarm = null);
            [ReportedProperty(Component = "part")] public partial Task ReportAsync(int number = 1);
            [DesiredProperty] private void OnTarget(double target) => _ = (target, clock);
            [ModuleInput("in")] private void OnInput(Reading reading, InputMessage message) => _ = (reading, message);
            [ModuleOutput("out")] public partial Task ForwardAsync(Reading reading);
            [DirectMethod] private Task<Reading> GetAsync(int delay) => Task.FromResult(new Reading(delay, null));
        }
        """;

    public static TheoryData<Type> Models =>
    [
        .. typeof(ModuleClass).Assembly.GetTypes().Where(type =>
            type is { Namespace: "ModuleIdentities.Generator.Model", IsEnum: false, IsAbstract: false } && type.GetConstructors().Length > 0),
    ];

    [Theory]
    [MemberData(nameof(Models))]
    public void Each_value_counts(Type model)
    {
        ParameterInfo[] parameters = Constructor(model).GetParameters();
        object?[] values = [.. parameters.Select(parameter => Value(parameter.ParameterType, other: false))];
        object one = Constructor(model).Invoke(values);
        object same = Constructor(model).Invoke([.. parameters.Select(parameter => Value(parameter.ParameterType, other: false))]);
        Assert.Equal(one, same);
        Assert.Equal(one.GetHashCode(), same.GetHashCode());
        for (int i = 0; i < values.Length; i++)
        {
            object?[] changed = [.. values];
            changed[i] = Value(parameters[i].ParameterType, other: true);
            Assert.False(one.Equals(Constructor(model).Invoke(changed)), $"{model.Name} is equal whatever {parameters[i].Name} is.");
        }
    }

    [Fact]
    public void Missing_array_is_an_empty_one()
    {
        Assert.Equal(default, new EquatableArray<string>([]));
        Assert.Equal(default(EquatableArray<string>).GetHashCode(), new EquatableArray<string>([]).GetHashCode());
        Assert.NotEqual(new EquatableArray<string>(["a", "b"]), new EquatableArray<string>(["b", "a"]));
        Assert.NotEqual(new EquatableArray<string>(["a"]), new EquatableArray<string>(["a", "b"]));
    }

    [Theory]
    [InlineData("    ", "\t")]
    [InlineData(";\n", "; // said\n")]
    [InlineData("\"m\"", "moduleId: \"\" + \"m\"")]
    [InlineData("double Value", "System.Double Value")]
    [InlineData("Task SendAsync", "System.Threading.Tasks.Task SendAsync")]
    [InlineData("[Telemetry]", "[ModuleIdentities.TelemetryAttribute]")]
    [InlineData("=> _ = (target, clock)", "{ _ = target; _ = clock; }")]
    [InlineData("public partial class Module(TimeProvider clock)", "partial class Module;\npublic partial class Module(TimeProvider clock)")]
    [InlineData("namespace Demo;", "using System.Linq;\nnamespace Demo;")]
    [InlineData("number = 1", "number = 2 - 1")]
    public void Source_that_says_the_same(string before, string after) => AssertEqual(before, after, areEqual: true);

    [Theory]
    [InlineData("namespace Demo", "namespace Other")]
    [InlineData("class Module", "class Modul")]
    [InlineData("\"m\"", "\"n\"")]
    [InlineData("Module;1", "Module;2")]
    [InlineData("Said.", "Other.")]
    [InlineData("TimeProvider clock", "TimeProvider? clock")]
    [InlineData("double Value", "float Value")]
    [InlineData("string? Note", "string Note")]
    [InlineData("string? Note", "string? Remark")]
    [InlineData("public partial Task SendAsync", "internal partial Task SendAsync")]
    [InlineData("Task SendAsync", "Task SendReadingAsync")]
    [InlineData("[MessageProperty]", "[MessageProperty(\"a\")]")]
    [InlineData("alarm = null", "alarm = \"\"")]
    [InlineData("[ReportedProperty(Component = \"part\")]", "[ReportedProperty]")]
    [InlineData("[ReportedProperty(Component = \"part\")]", "[Telemetry(Component = \"part\")]")]
    [InlineData("number = 1", "number = 2")]
    [InlineData("int number = 1", "int number")]
    [InlineData("[DesiredProperty]", "[DesiredProperty(\"other\")]")]
    [InlineData("double target", "double? target")]
    [InlineData("double target", "double target, long version")]
    [InlineData("int delay", "long delay")]
    [InlineData("int delay", "int delay, CancellationToken token")]
    public void Source_that_says_another_thing(string before, string after) => AssertEqual(before, after, areEqual: false);

    private static void AssertEqual(string before, string after, bool areEqual)
    {
        string edited = Source.Replace(before, after, StringComparison.Ordinal);
        Assert.NotEqual(Source, edited);
        ModuleClass one = Read(Source);
        ModuleClass other = Read(edited);
        Assert.Equal(areEqual, one.Equals(other));
        Assert.True(!areEqual || one.GetHashCode() == other.GetHashCode(), "Equal models have one hash.");
    }

    private static ModuleClass Read(string source)
    {
        ParsedSource parsed = ParsedSource.Of(source);
        string type = parsed.Compilation.GetSymbolsWithName(name => name is "Module" or "Modul").Single().ToDisplayString();
        return parsed.Module(type);
    }

    private static ConstructorInfo Constructor(Type model) => model.GetConstructors().MaxBy(constructor => constructor.GetParameters().Length)!;

    // Two values of a type that are not equal, each time made anew.
    private static object? Value(Type type, bool other) => type switch
    {
        _ when type == typeof(string) => new string(other ? 'b' : 'a', 3),
        _ when type == typeof(bool) => other,
        { IsEnum: true } => Enum.GetValues(type).GetValue(other ? 1 : 0),
        _ when Nullable.GetUnderlyingType(type) is { } underlying => Value(underlying, other),
        _ when type == typeof(DiagnosticDescriptor) => other ? DiagnosticDescriptors.ModuleClassIsStatic : DiagnosticDescriptors.ModuleClassIsNotPartial,
        _ when type == typeof(TextSpan) => new TextSpan(other ? 1 : 0, 1),
        _ when type == typeof(JsonContract) => new JsonCall(other ? "b" : "a"),
        _ when type == typeof(DtdlSchema) => new DtdlPrimitive(other ? "double" : "long"),
        { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(EquatableArray<>) => ArrayOf(type.GenericTypeArguments[0], other),
        _ when type == typeof(DtdlElement) => new DtdlElement(other ? "b" : "a", null, null, null),
        _ => Constructor(type).Invoke([.. Constructor(type).GetParameters().Select(parameter => Value(parameter.ParameterType, other))]),
    };

    private static object ArrayOf(Type element, bool other)
    {
        // A model that holds its own kind ends here; of it an array that is empty and one that is not are enough.
        object?[] arguments = element == typeof(DtdlInterface)
            ? other ? [new DtdlInterface("dtmi:a;1", "a", null, default, default)] : []
            : [Value(element, other)];
        return typeof(ModelEqualityTests).GetMethod(nameof(Create), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(element).Invoke(null, [arguments])!;
    }

    private static EquatableArray<T> Create<T>(object?[] items)
        where T : IEquatable<T> => new([.. items.Cast<T>()]);
}
