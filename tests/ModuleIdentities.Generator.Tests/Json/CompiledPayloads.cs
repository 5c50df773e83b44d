using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json.Serialization.Metadata;
using Microsoft.CodeAnalysis;
using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Json;

/// <summary>
/// Modules that receive or send one of <see cref="PayloadShapes"/> each, generated, compiled against the real runtime and loaded: what one shape makes
/// known is no help to another.
/// </summary>
internal sealed class CompiledPayloads
{
    private readonly Dictionary<Type, JsonContracts> _contracts = [];

    private CompiledPayloads(Assembly modules)
    {
        Read = [.. PayloadShapes.ReadTypes.Select((_, index) => Find(modules.GetType($"Demo.Reading{index}")!, static method => method.GetParameters()[0].ParameterType))];
        Written = [.. PayloadShapes.WrittenTypes.Select((_, index) => Find(modules.GetType($"Demo.Writing{index}")!, static method => method.ReturnType))];
    }

    public static CompiledPayloads Instance { get; } = Compile();

    public IReadOnlyList<Type> Read { get; }

    public IReadOnlyList<Type> Written { get; }

    /// <summary>Our contract of a type.</summary>
    public JsonTypeInfo Contract(Type type) =>
        (JsonTypeInfo)typeof(JsonContracts).GetMethod(nameof(JsonContracts.Of))!.MakeGenericMethod(type).Invoke(_contracts[type], null)!;

    private Type Find(Type module, Func<MethodInfo, Type> find)
    {
        Type payload = find(module.GetMethod("Handle")!);

        // A module whose payloads are all of built-in types has no field.
        _contracts[payload] = module.GetField("s_moduleJson", BindingFlags.NonPublic | BindingFlags.Static)?.GetValue(null) as JsonContracts ?? new JsonContracts();
        return payload;
    }

    private static CompiledPayloads Compile()
    {
        IEnumerable<string> reading = PayloadShapes.ReadTypes.Select((type, index) =>
            $"[ModuleIdentity(\"r{index}\")] public partial class Reading{index} {{ [DesiredProperty(\"value\")] public void Handle({type} value) {{ }} }}");
        IEnumerable<string> writing = PayloadShapes.WrittenTypes.Select((type, index) =>
            $"[ModuleIdentity(\"w{index}\")] public partial class Writing{index} {{ [DirectMethod(\"value\")] public {type} Handle() => default!; }}");
        string modules = "namespace Demo;\n" + string.Join('\n', reading.Concat(writing));
        GeneratorRun run = GeneratorTest.Run(TestCompilation.Create(PayloadShapes.Source, modules));
        using MemoryStream assembly = new();
        Assert.True(run.Output.Emit(assembly).Success);
        assembly.Position = 0;
        return new CompiledPayloads(new AssemblyLoadContext("Payloads").LoadFromStream(assembly));
    }
}
