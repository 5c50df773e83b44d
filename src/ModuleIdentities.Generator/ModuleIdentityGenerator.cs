using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModuleIdentities.Generator.Collections;
using ModuleIdentities.Generator.Emission;
using ModuleIdentities.Generator.Model;
using ModuleIdentities.Generator.Parsing;

namespace ModuleIdentities.Generator;

/// <summary>Gives each <c>[ModuleIdentity]</c> class its typed client, and the assembly its <c>AddModuleIdentities()</c>.</summary>
/// <remarks>Declines silently what it cannot generate: the analyzers explain, live and suppressibly.</remarks>
[Generator(LanguageNames.CSharp)]
public sealed class ModuleIdentityGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        context.RegisterPostInitializationOutput(static output => output.AddEmbeddedAttributeDefinition());

        IncrementalValuesProvider<ModuleClass> modules = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                DeclarationAttributes.ModuleIdentityMetadataName,
                static (node, _) => node is ClassDeclarationSyntax,
                static (target, cancellationToken) => ModuleClassParser.Parse(target, cancellationToken))
            .Where(static module => module is not null)
            .Select(static (module, _) => module!)
            .WithTrackingName(TrackingNames.Modules);

        // Two names that differ in case only are one name to the compiler's list of generated files.
        IncrementalValueProvider<EquatableArray<string>> ambiguousHintNames = modules
            .Select(static (module, _) => module.Type.HintName())
            .Collect()
            .Select(static (names, _) => AmbiguousNames(names))
            .WithTrackingName(TrackingNames.AmbiguousHintNames);

        context.RegisterSourceOutput(modules.Combine(ambiguousHintNames), static (output, pair) =>
        {
            (ModuleClass module, EquatableArray<string> ambiguous) = pair;
            string hintName = module.Type.HintName();
            bool isAmbiguous = ambiguous.Contains(hintName, StringComparer.OrdinalIgnoreCase);
            output.AddSource(isAmbiguous ? module.Type.HintName(isAmbiguous: true) : hintName, ModuleClassEmitter.Emit(module));
        });

        IncrementalValueProvider<ImmutableArray<ModuleRegistration>> registrations = modules
            .Where(static module => module.IsRegistrable)
            .Select(static (module, _) => new ModuleRegistration(module.Type, module.Constructor.Parameters))
            .WithTrackingName(TrackingNames.Registrations)
            .Collect();

        context.RegisterSourceOutput(registrations, static (output, modules) =>
        {
            if (!modules.IsEmpty)
            {
                output.AddSource(RegistrationEmitter.HintName, RegistrationEmitter.Emit(modules));
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
