using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json.Serialization.Metadata;
using Microsoft.CodeAnalysis;
using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Json;

/// <summary>A module that receives and sends <see cref="PayloadShapes"/>, generated, compiled against the real runtime and loaded.</summary>
internal sealed class CompiledPayloads
{
    private readonly object _contracts;

    private CompiledPayloads(Type module)
    {
        _contracts = module.GetField("s_moduleJson", BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null)!;
        Read = [.. PayloadShapes.ReadTypes.Select((_, index) => module.GetMethod($"Read{index}")!.GetParameters()[0].ParameterType)];
        Written = [.. PayloadShapes.WrittenTypes.Select((_, index) => module.GetMethod($"Write{index}")!.ReturnType)];
    }

    public static CompiledPayloads Instance { get; } = Compile();

    public IReadOnlyList<Type> Read { get; }

    public IReadOnlyList<Type> Written { get; }

    /// <summary>Our contract of a type.</summary>
    public JsonTypeInfo Contract(Type type) =>
        (JsonTypeInfo)typeof(JsonContracts).GetMethod(nameof(JsonContracts.Of))!.MakeGenericMethod(type).Invoke(_contracts, null)!;

    private static CompiledPayloads Compile()
    {
        IEnumerable<string> read = PayloadShapes.ReadTypes.Select((type, index) => $"[DesiredProperty(\"r{index}\")] public void Read{index}({type} value) {{ }}");
        IEnumerable<string> written = PayloadShapes.WrittenTypes.Select((type, index) => $"[DirectMethod(\"w{index}\")] public {type} Write{index}() => default!;");
        string module = $$"""
            namespace Demo;

            [ModuleIdentity("payloads")]
            public partial class Payloads
            {
                {{string.Join("\n    ", read.Concat(written))}}
            }
            """;
        GeneratorRun run = GeneratorTest.Run(TestCompilation.Create(PayloadShapes.Source, module));
        using MemoryStream assembly = new();
        Assert.True(run.Output.Emit(assembly).Success);
        assembly.Position = 0;
        Assembly loaded = new AssemblyLoadContext("Payloads").LoadFromStream(assembly);
        return new CompiledPayloads(loaded.GetType("Demo.Payloads")!);
    }
}
