using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModuleIdentities.Generator.Collections;
using ModuleIdentities.Generator.Emission;
using ModuleIdentities.Generator.Model;
using ModuleIdentities.Generator.Parsing;

namespace ModuleIdentities.Generator;

/// <summary>Gives each <c>[ModuleIdentity]</c> class its typed client, and the assembly its <c>AddModuleIdentities()</c>.</summary>
/// <remarks>
/// The analyzers say what is wrong, live and suppressibly. The generator writes what lets the compiler get as far as them, and speaks only
/// where it cannot.
/// </remarks>
[Generator(LanguageNames.CSharp)]
public sealed class ModuleIdentityGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // Of this driver's project. It changes how long reading takes, never what is read.
        ModuleReadings readings = new();
        IncrementalValuesProvider<ParsedModule> parsed = context.SyntaxProvider.ForAttributeWithMetadataName(
            DeclarationAttributes.ModuleIdentityMetadataName,
            static (node, _) => node is ClassDeclarationSyntax or RecordDeclarationSyntax,
            (target, cancellationToken) => readings.Read(
                (INamedTypeSymbol)target.TargetSymbol, target.TargetNode, target.SemanticModel.Compilation, cancellationToken));

        IncrementalValuesProvider<ModuleClass> modules = parsed
            .Where(static parsed => parsed.Module is not null)
            .Select(static (parsed, _) => parsed.Module!)
            .WithTrackingName(TrackingNames.Modules);

        // A pipeline of its own, which has nothing in it as long as the project compiles: only a diagnostic needs the compilation, for its place.
        context.RegisterSourceOutput(
            parsed.SelectMany(static (parsed, _) => parsed.Blocked).WithTrackingName(TrackingNames.Blocked).Combine(context.CompilationProvider),
            static (output, pair) => output.ReportDiagnostic(pair.Left.ToDiagnostic(pair.Right)));

        // Two names that differ in case only are one name to the compiler's list of generated files.
        IncrementalValueProvider<EquatableArray<string>> ambiguousHintNames = modules
            .Select(static (module, _) => HintName.Of(module.Type))
            .Collect()
            .Select(static (names, _) => AmbiguousNames(names))
            .WithTrackingName(TrackingNames.AmbiguousHintNames);

        context.RegisterSourceOutput(modules.Combine(ambiguousHintNames), static (output, pair) =>
        {
            (ModuleClass module, EquatableArray<string> ambiguous) = pair;
            string hintName = HintName.Of(module.Type);
            bool isAmbiguous = ambiguous.Contains(hintName, StringComparer.OrdinalIgnoreCase);
            output.AddSource(isAmbiguous ? HintName.Of(module.Type, isAmbiguous: true) : hintName, ModuleClassEmitter.Emit(module));
        });

        IncrementalValueProvider<ImmutableArray<ModuleRegistration>> registrations = modules
            .Where(static module => module.Client is { IsRegistrable: true })
            .Select(static (module, _) => new ModuleRegistration(
                module.Type, module.Client!.InterfaceAccessibility is not null, module.Client.Constructor.Parameters))
            .WithTrackingName(TrackingNames.Registrations)
            .Collect();

        context.RegisterSourceOutput(registrations, static (output, modules) =>
        {
            if (!modules.IsEmpty)
            {
                output.AddSource(RegistrationEmitter.File, RegistrationEmitter.Emit(modules));
                output.AddSource(EmbeddedAttributeEmitter.File, EmbeddedAttributeEmitter.Emit());
            }
        });
    }

    private static EquatableArray<string> AmbiguousNames(ImmutableArray<string> names)
    {
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        SortedSet<string> ambiguous = new(StringComparer.OrdinalIgnoreCase);
        foreach (string name in names)
        {
            if (!seen.Add(name))
            {
                ambiguous.Add(name.ToUpperInvariant());
            }
        }

        return new([.. ambiguous]);
    }
}
