using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModuleIdentities.Generator.Model;
using ModuleIdentities.Generator.Parsing;

namespace ModuleIdentities.Generator.Tests.Infrastructure;

/// <summary>A source whose symbols are read as the generator reads them, but with no generator run: the quick way to ask a rule or a parser.</summary>
internal sealed class ParsedSource
{
    private ParsedSource(CSharpCompilation compilation) => Compilation = compilation;

    public CSharpCompilation Compilation { get; }

    public static ParsedSource Of(params string[] sources) => new(TestCompilation.Create(sources));

    public INamedTypeSymbol Type(string metadataName) => Compilation.GetTypeByMetadataName(metadataName)!;

    public IMethodSymbol Method(string name, string type = "Module") => Type(type).GetMembers(name).OfType<IMethodSymbol>().First();

    public ParsedModule Parse(string type = "Module") =>
        ModuleClassParser.Parse(Type(type), Compilation, TestContext.Current.CancellationToken);

    public ModuleClass Module(string type = "Module") => Parse(type).Module!;
}
