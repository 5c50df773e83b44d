using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>Reads an annotated class into its model; nothing after this sees a symbol.</summary>
internal static class ModuleClassParser
{
    // Names are escaped when they are written, so that the model has one form of each.
    private static readonly SymbolDisplayFormat NamespaceFormat =
        new(typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces);

    public static ModuleClass? Parse(GeneratorAttributeSyntaxContext target, CancellationToken cancellationToken)
    {
        INamedTypeSymbol type = (INamedTypeSymbol)target.TargetSymbol;
        if (DeclarationAttributes.FindModuleIdentity(type) is not { } attribute
            || DeclarationAttributes.ModuleId(attribute) is not { } moduleId
            || ModuleNameRules.Check(moduleId, out _) != ModuleNameFault.None
            || ModuleClassRules.Check(type) != ModuleClassFaults.None
            || GeneratedNames.FindConflict(type) is not null)
        {
            return null;
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (ConstructorRules.Choose(type) is not { } constructor)
        {
            return null;
        }

        cancellationToken.ThrowIfCancellationRequested();
        return new ModuleClass(
            PathOf(type),
            moduleId,
            ConstructorParser.Parse(constructor),
            TelemetryParser.Parse(type, cancellationToken),
            IsReachable(type) && KnowsHosting(target.SemanticModel.Compilation));
    }

    private static TypePath PathOf(INamedTypeSymbol type)
    {
        ImmutableArray<ContainingType>.Builder containers = ImmutableArray.CreateBuilder<ContainingType>();
        for (INamedTypeSymbol? container = type.ContainingType; container is not null; container = container.ContainingType)
        {
            containers.Insert(0, new ContainingType(KeywordOf(container), container.Name));
        }

        string containingNamespace = type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString(NamespaceFormat);
        return new TypePath(containingNamespace, new(containers.ToImmutable()), type.Name);
    }

    private static string KeywordOf(INamedTypeSymbol type) => type switch
    {
        { TypeKind: TypeKind.Interface } => "interface",
        { TypeKind: TypeKind.Struct, IsRecord: true } => "record struct",
        { TypeKind: TypeKind.Struct } => "struct",
        { IsRecord: true } => "record",
        _ => "class",
    };

    private static bool IsReachable(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? current = type; current is not null; current = current.ContainingType)
        {
            if (current.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal))
            {
                return false;
            }
        }

        return true;
    }

    private static bool KnowsHosting(Compilation compilation) =>
        compilation.GetTypeByMetadataName("Microsoft.Extensions.Hosting.IHostApplicationBuilder") is not null;
}
