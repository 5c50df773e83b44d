using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ModuleIdentities.Generator.Tests.Infrastructure;

/// <summary>Makes a user's project: the .NET of this test run, the runtime, implicit usings.</summary>
internal static class TestCompilation
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using ModuleIdentities;
        """;

    public static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.CSharp14, DocumentationMode.Diagnose);

    public static ImmutableArray<MetadataReference> References { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public static CSharpCompilation Create(params string[] sources) => Create(sources, References);

    public static CSharpCompilation Create(IEnumerable<string> sources, IEnumerable<MetadataReference> references, string name = "Demo") =>
        CSharpCompilation.Create(
            name,
            [Parse(ImplicitUsings, "Usings.cs"), .. sources.Select((source, index) => Parse(source, $"Source{index}.cs"))],
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true));

    public static SyntaxTree Parse(string source, string path) => CSharpSyntaxTree.ParseText(source, ParseOptions, path);
}
