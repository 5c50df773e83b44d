using Microsoft.CodeAnalysis;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>A method that is declared as something of a module.</summary>
/// <param name="Symbol">The method.</param>
/// <param name="Role">What it is declared as.</param>
/// <param name="Attribute">By which attribute, which may be the same one on another method.</param>
internal readonly record struct DeclaredMethod(IMethodSymbol Symbol, MemberRole Role, AttributeData Attribute)
{
    public bool IsSent => DeclarationAttributes.IsSent(Role);

    /// <summary>The component that it belongs to, or <see langword="null"/> for the module itself.</summary>
    public string? Component => DeclarationAttributes.Component(Attribute);

    /// <summary>The declared methods of a class, in the order of the source.</summary>
    public static List<DeclaredMethod> Of(INamedTypeSymbol type)
    {
        List<DeclaredMethod> methods = [];
        MemberRoles roles = new();
        foreach (ISymbol member in type.GetMembers())
        {
            if (member is IMethodSymbol { MethodKind: MethodKind.Ordinary } method
                && roles.RoleOf(method, out AttributeData? attribute) is var role and not MemberRole.None)
            {
                methods.Add(new DeclaredMethod(method, role, attribute!));
            }
        }

        if (type.DeclaringSyntaxReferences.Length > 1)
        {
            // The halves of the class come in the order of the compiler's files; ours must not change with it.
            methods.Sort(static (left, right) => ComparePlaces(left.Symbol.DeclaringSyntaxReferences[0], right.Symbol.DeclaringSyntaxReferences[0]));
        }

        return methods;
    }

    private static int ComparePlaces(SyntaxReference left, SyntaxReference right)
    {
        int byFile = string.CompareOrdinal(left.SyntaxTree.FilePath, right.SyntaxTree.FilePath);
        return byFile != 0 ? byFile : left.Span.Start - right.Span.Start;
    }
}
