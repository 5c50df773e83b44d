using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModuleIdentities.Generator.Parsing;
using static ModuleIdentities.Generator.Diagnostics.DiagnosticDescriptors;

namespace ModuleIdentities.Generator.Diagnostics;

/// <summary>Says of a module class what is wrong with it.</summary>
internal static class ClassDiagnostics
{
    private static readonly ModuleClassFaults[] AllFaults = (ModuleClassFaults[])Enum.GetValues(typeof(ModuleClassFaults));

    /// <summary>One finding for each fault of the class itself.</summary>
    public static IEnumerable<ClassFinding> Of(INamedTypeSymbol type, ModuleClassFaults faults, CancellationToken cancellationToken)
    {
        foreach (ModuleClassFaults fault in AllFaults)
        {
            if ((faults & fault) != 0 && Create(type, fault, cancellationToken) is { } finding)
            {
                yield return finding;
            }
        }
    }

    public static ClassFinding ContainerIsNotPartial(INamedTypeSymbol container, INamedTypeSymbol module) =>
        new(ContainingTypeIsNotPartial, Places.OfName(container), [container.Name, module.Name]);

    private static ClassFinding? Create(INamedTypeSymbol type, ModuleClassFaults fault, CancellationToken cancellationToken)
    {
        (DiagnosticDescriptor? descriptor, Location place) = fault switch
        {
            ModuleClassFaults.NotPartial => (ModuleClassIsNotPartial, Places.OfName(type)),
            ModuleClassFaults.Generic => (ModuleClassIsGeneric, Places.OfPart<TypeDeclarationSyntax>(
                Outwards(type, static candidate => candidate.Arity > 0), static part => part.TypeParameterList?.GetLocation(), cancellationToken)),
            ModuleClassFaults.Static => (ModuleClassIsStatic, Places.OfModifier(type, SyntaxKind.StaticKeyword, cancellationToken)),
            ModuleClassFaults.Abstract => (ModuleClassIsAbstract, Places.OfModifier(type, SyntaxKind.AbstractKeyword, cancellationToken)),
            ModuleClassFaults.FileLocal => (ModuleClassIsFileLocal, Places.OfModifier(
                Outwards(type, static candidate => candidate.IsFileLocal), SyntaxKind.FileKeyword, cancellationToken)),
            ModuleClassFaults.Record => (ModuleClassIsRecord, Places.OfPart<RecordDeclarationSyntax>(
                type, static part => part.Keyword.GetLocation(), cancellationToken)),
            ModuleClassFaults.DerivesFromModule => (ModuleClassDerivesFromModuleClass, Places.OfPart<TypeDeclarationSyntax>(
                type, static part => part.BaseList?.Types[0].GetLocation(), cancellationToken)),
            // Reported of the containing type, or by the compiler.
            _ => (null, Location.None),
        };
        return descriptor is null ? null : new ClassFinding(descriptor, place, [type.Name]);
    }

    private static INamedTypeSymbol Outwards(INamedTypeSymbol type, Func<INamedTypeSymbol, bool> isAtFault) =>
        isAtFault(type) ? type : Outwards(type.ContainingType, isAtFault);
}

/// <summary>What is wrong with a module class.</summary>
/// <param name="Rule">The rule that it breaks.</param>
/// <param name="Place">Where.</param>
/// <param name="Names">What the message speaks of.</param>
internal readonly record struct ClassFinding(DiagnosticDescriptor Rule, Location Place, string[] Names)
{
    public Diagnostic ToDiagnostic() => Diagnostic.Create(Rule, Place, [.. Names]);
}
