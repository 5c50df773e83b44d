using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using ModuleIdentities.Generator.Parsing;
using static ModuleIdentities.Generator.Diagnostics.DiagnosticDescriptors;

namespace ModuleIdentities.Generator.Diagnostics.Analyzers;

/// <summary>Refuses module classes that no client can be generated for.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ModuleClassAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        ModuleClassIsNotPartial,
        ModuleClassIsGeneric,
        ModuleClassIsStatic,
        ModuleClassIsAbstract,
        ModuleClassIsFileLocal,
        ModuleClassIsRecord,
        ModuleClassDerivesFromModuleClass,
        ModuleClassHasNoUsableConstructor,
        ModuleClassUsesGeneratedName,
    ];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(DeclarationAttributes.ModuleIdentityMetadataName) is not null)
            {
                start.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
            }
        });
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        INamedTypeSymbol type = (INamedTypeSymbol)context.Symbol;
        if (DeclarationAttributes.FindModuleIdentity(type) is null)
        {
            return;
        }

        ModuleClassFaults faults = ModuleClassRules.Check(type);
        foreach ((ModuleClassFaults fault, DiagnosticDescriptor descriptor, Func<Location> place) in Rules(type, context.CancellationToken))
        {
            if ((faults & fault) != 0)
            {
                context.ReportDiagnostic(Diagnostic.Create(descriptor, place(), type.Name));
            }
        }

        if (GeneratedNames.FindConflict(type) is { } conflict)
        {
            bool isOwn = SymbolEqualityComparer.Default.Equals(conflict.ContainingType, type);
            context.ReportDiagnostic(Diagnostic.Create(ModuleClassUsesGeneratedName, Places.OfName(isOwn ? conflict : type), conflict.Name, type.Name));
        }

        // A static class has no constructor and an abstract one needs none.
        if ((faults & (ModuleClassFaults.Static | ModuleClassFaults.Abstract)) == 0 && ConstructorRules.Choose(type) is null)
        {
            context.ReportDiagnostic(Diagnostic.Create(ModuleClassHasNoUsableConstructor, Places.OfName(type), type.Name));
        }
    }

    private static (ModuleClassFaults Fault, DiagnosticDescriptor Descriptor, Func<Location> Place)[] Rules(
        INamedTypeSymbol type, CancellationToken cancellationToken) =>
    [
        (ModuleClassFaults.NotPartial, ModuleClassIsNotPartial, () => Places.OfName(type)),
        (ModuleClassFaults.Generic, ModuleClassIsGeneric, () => Places.OfPart<TypeDeclarationSyntax>(
            Outwards(type, static candidate => candidate.Arity > 0), static declaration => declaration.TypeParameterList?.GetLocation(), cancellationToken)),
        (ModuleClassFaults.Static, ModuleClassIsStatic, () => Places.OfModifier(type, SyntaxKind.StaticKeyword, cancellationToken)),
        (ModuleClassFaults.Abstract, ModuleClassIsAbstract, () => Places.OfModifier(type, SyntaxKind.AbstractKeyword, cancellationToken)),
        (ModuleClassFaults.FileLocal, ModuleClassIsFileLocal, () => Places.OfModifier(
            Outwards(type, static candidate => candidate.IsFileLocal), SyntaxKind.FileKeyword, cancellationToken)),
        (ModuleClassFaults.Record, ModuleClassIsRecord, () => Places.OfPart<RecordDeclarationSyntax>(
            type, static declaration => declaration.Keyword.GetLocation(), cancellationToken)),
        (ModuleClassFaults.DerivesFromModule, ModuleClassDerivesFromModuleClass, () => Places.OfPart<TypeDeclarationSyntax>(
            type, static declaration => declaration.BaseList?.Types[0].GetLocation(), cancellationToken)),
    ];

    private static INamedTypeSymbol Outwards(INamedTypeSymbol type, Func<INamedTypeSymbol, bool> isAtFault) =>
        isAtFault(type) ? type : Outwards(type.ContainingType, isAtFault);
}
