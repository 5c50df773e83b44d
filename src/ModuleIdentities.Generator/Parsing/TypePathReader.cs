using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModuleIdentities.Generator.Collections;
using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>Reads the place of a class.</summary>
internal static class TypePathReader
{
    public static TypePath Read(INamedTypeSymbol type)
    {
        ImmutableArray<TypeDeclaration>.Builder types = ImmutableArray.CreateBuilder<TypeDeclaration>(1);
        for (INamedTypeSymbol? current = type; current is not null; current = current.ContainingType)
        {
            EquatableArray<string> parameters = current.Arity == 0 ? default : new([.. current.TypeParameters.Select(static parameter => parameter.Name)]);
            types.Insert(0, new TypeDeclaration(KeywordOf(current), current.Name, parameters));
        }

        return new TypePath(NameOf(type.ContainingNamespace), new(types.ToImmutable()));
    }

    // Names are escaped when they are written, so that the model has one form of each.
    private static string NameOf(INamespaceSymbol symbol) => symbol.IsGlobalNamespace || symbol.ContainingNamespace.IsGlobalNamespace
        ? symbol.Name
        : $"{NameOf(symbol.ContainingNamespace)}.{symbol.Name}";

    private static string KeywordOf(INamedTypeSymbol type) => type switch
    {
        { TypeKind: TypeKind.Interface } => "interface",
        { TypeKind: TypeKind.Struct, IsRecord: true } => "record struct",
        { TypeKind: TypeKind.Struct } => "struct",
        { IsRecord: true } => "record",
        _ => "class",
    };
}
