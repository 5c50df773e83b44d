using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModuleIdentities.Generator.Emission;
using ModuleIdentities.Generator.Parsing;

namespace ModuleIdentities.Generator;

/// <summary>Lets each <c>[FakeModule&lt;T&gt;]</c> class implement the interface of what a module sends, and remember what it is given.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class FakeModuleGenerator : IIncrementalGenerator
{
    internal const string FakesStep = "Fakes";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context) => context.RegisterSourceOutput(
        context.SyntaxProvider.ForAttributeWithMetadataName(
            "ModuleIdentities.Testing.FakeModuleAttribute`1",
            static (node, _) => node is ClassDeclarationSyntax or RecordDeclarationSyntax,
            static (target, _) => FakeReader.Read((INamedTypeSymbol)target.TargetSymbol, target.Attributes))
            .Where(static fake => fake is not null)
            .WithTrackingName(FakesStep),
        static (output, fake) => output.AddSource(HintName.Of(fake!.Type, isAmbiguous: true), FakeEmitter.Emit(fake)));
}
