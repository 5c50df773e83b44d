using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModuleIdentities.CodeFixes;

/// <summary>The function in which something is to be awaited.</summary>
/// <param name="Declaration">The method or local function that has to become asynchronous; null when it is so already.</param>
internal sealed record AsyncFunction(SyntaxNode? Declaration)
{
    /// <summary>The function around a node, or <see langword="null"/> when nothing can be awaited there.</summary>
    public static AsyncFunction? Find(SyntaxNode node, SemanticModel model)
    {
        foreach (SyntaxNode ancestor in node.Ancestors())
        {
            switch (ancestor)
            {
                case LockStatementSyntax or UnsafeStatementSyntax or ConstructorDeclarationSyntax or AccessorDeclarationSyntax or PropertyDeclarationSyntax:
                    return null;
                case AnonymousFunctionExpressionSyntax lambda:
                    // A delegate that returns nothing would be async void: nobody could await it either.
                    return lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword) ? new AsyncFunction(Declaration: null) : null;
                case MethodDeclarationSyntax method:
                    return Of(method, method.Modifiers, method.ReturnType, method.ParameterList, isOfInterface: ImplementsInterface(method, model));
                case LocalFunctionStatementSyntax local:
                    return Of(local, local.Modifiers, local.ReturnType, local.ParameterList, isOfInterface: false);
                case GlobalStatementSyntax:
                    return new AsyncFunction(Declaration: null);
            }
        }

        return null;
    }

    /// <summary>Makes a function that returns nothing return a task; one that is asynchronous stays as it is.</summary>
    public static SyntaxNode MakeAsync(SyntaxNode function) => function switch
    {
        MethodDeclarationSyntax method when !method.Modifiers.Any(SyntaxKind.AsyncKeyword) =>
            WithAsync(method.WithReturnType(Returned(method.ReturnType)), method.ReturnType),
        LocalFunctionStatementSyntax local when !local.Modifiers.Any(SyntaxKind.AsyncKeyword) =>
            WithAsync(local.WithReturnType(Returned(local.ReturnType)), local.ReturnType),
        _ => function,
    };

    private static AsyncFunction? Of(
        SyntaxNode declaration, SyntaxTokenList modifiers, TypeSyntax returnType, ParameterListSyntax parameters, bool isOfInterface)
    {
        if (modifiers.Any(SyntaxKind.AsyncKeyword))
        {
            return new AsyncFunction(Declaration: null);
        }

        // Others rely on what an override or a member of an interface returns; a caller's variable cannot outlive an await.
        bool isBound = isOfInterface || modifiers.Any(SyntaxKind.OverrideKeyword) || modifiers.Any(SyntaxKind.PartialKeyword) || modifiers.Any(SyntaxKind.VirtualKeyword)
            || parameters.Parameters.Any(static parameter => parameter.Modifiers.Any(static modifier =>
                modifier.IsKind(SyntaxKind.RefKeyword) || modifier.IsKind(SyntaxKind.OutKeyword) || modifier.IsKind(SyntaxKind.InKeyword)));
        bool returnsNothing = returnType is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword };
        return returnsNothing && !isBound ? new AsyncFunction(declaration) : null;
    }

    private static bool ImplementsInterface(MethodDeclarationSyntax declaration, SemanticModel model) =>
        model.GetDeclaredSymbol(declaration) is { ContainingType: { } type } method
        && type.AllInterfaces
            .SelectMany(contract => contract.GetMembers(method.MetadataName.Substring(method.MetadataName.LastIndexOf('.') + 1)))
            .Any(member => SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(member), method));

    private static TypeSyntax Returned(TypeSyntax type) => ReturnTaskCodeFixProvider.Task.WithTrailingTrivia(type.GetTrailingTrivia());

    // The word stands before the return type; what stood before that type goes before it, when there are no modifiers.
    private static SyntaxNode WithAsync(SyntaxNode function, TypeSyntax returnType)
    {
        SyntaxToken async = SyntaxFactory.Token(SyntaxKind.AsyncKeyword).WithTrailingTrivia(SyntaxFactory.Space).WithLeadingTrivia(returnType.GetLeadingTrivia());
        return function switch
        {
            MethodDeclarationSyntax method => method.WithModifiers(method.Modifiers.Add(async)),
            LocalFunctionStatementSyntax local => local.WithModifiers(local.Modifiers.Add(async)),
            _ => function,
        };
    }
}
