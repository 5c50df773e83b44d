using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>
/// Reads what most methods that send are, scalars and a token, from their syntax. Asking a method's symbol for one type binds its whole signature,
/// the dearest step of reading a class; but a keyword names one type anywhere, and a name that has been bound once means the same on every method
/// of one declaration.
/// </summary>
internal sealed class ScalarMethodReader
{
    private readonly Dictionary<(SyntaxNode? Declaration, string Name), NamedType> _bound = [];

    /// <summary>The method to implement; <see langword="null"/> when its syntax alone does not tell, nor that it cannot be.</summary>
    public SentMethod? TryRead(IMethodSymbol method, MemberRole role, AttributeData attribute, MethodDeclarationSyntax declaration)
    {
        if (method is not { IsPartialDefinition: true, PartialImplementationPart: null, IsStatic: false, Arity: 0 }
            || method.ContainingType.GetMembers(method.Name).Length > 1
            || Find(declaration.ReturnType, declaration) is not { Kind: NamedTypeKind.Task })
        {
            return null;
        }

        SeparatedSyntaxList<ParameterSyntax> syntaxes = declaration.ParameterList.Parameters;
        ImmutableArray<SentParameter>.Builder parameters = ImmutableArray.CreateBuilder<SentParameter>(syntaxes.Count);
        for (int i = 0; i < syntaxes.Count; i++)
        {
            if (TryRead(syntaxes[i], declaration, isLast: i == syntaxes.Count - 1) is not { } parameter)
            {
                return null;
            }

            parameters.Add(parameter);
        }

        return SentMethodParser.Create(method, role, attribute, declaration, parameters.MoveToImmutable());
    }

    /// <summary>Keeps what the names in a signature mean that has been bound.</summary>
    public void Learn(IMethodSymbol method, MethodDeclarationSyntax declaration)
    {
        if (NameOf(declaration.ReturnType) is { } task && FrameworkTypes.IsTask(method.ReturnType, 0))
        {
            _bound[(declaration.Parent, task)] = new NamedType(NamedTypeKind.Task);
        }

        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (NameOf(declaration.ParameterList.Parameters[parameter.Ordinal].Type) is not { } name)
            {
                continue;
            }

            if (FrameworkTypes.IsCancellationToken(parameter.Type))
            {
                _bound[(declaration.Parent, name)] = new NamedType(NamedTypeKind.CancellationToken);
            }
            else if (!FrameworkTypes.IsNullableValue(parameter.Type) && ScalarRules.Classify(parameter.Type) is var scalar and not JsonScalar.None)
            {
                _bound[(declaration.Parent, name)] =
                    new NamedType(NamedTypeKind.Scalar, TypeText.Of(parameter.Type), scalar, SentMethodParser.UnderlyingTypeOf(parameter.Type));
            }
        }
    }

    private SentParameter? TryRead(ParameterSyntax syntax, MethodDeclarationSyntax declaration, bool isLast)
    {
        string name = syntax.Identifier.ValueText;
        if (name.Length == 0 || syntax is not { AttributeLists: [], Modifiers: [], Type: { } typeSyntax })
        {
            return null;
        }

        return (Find(typeSyntax, declaration), syntax.Default) switch
        {
            ({ Kind: NamedTypeKind.Scalar } type, null) =>
                new SentParameter(name, type.Text, IsParams: false, SentParameterRole.Field, type.Scalar, type.UnderlyingType, null, null),
            // Its default can be nothing but that.
            ({ Kind: NamedTypeKind.CancellationToken }, var value) when isLast => new SentParameter(
                name, TypeText.CancellationToken, IsParams: false, SentParameterRole.CancellationToken, JsonScalar.None, null, null, value is null ? null : "default"),
            _ => null,
        };
    }

    private NamedType? Find(TypeSyntax type, MethodDeclarationSyntax method) => type switch
    {
        PredefinedTypeSyntax { Keyword: var keyword } => OfKeyword(keyword),
        _ when NameOf(type) is { } name && _bound.TryGetValue((method.Parent, name), out NamedType known) => known,
        _ => null,
    };

    private static string? NameOf(TypeSyntax? type) => type switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        QualifiedNameSyntax { Right: IdentifierNameSyntax } name => name.ToString(),
        _ => null,
    };

    private static NamedType? OfKeyword(SyntaxToken keyword)
    {
        JsonScalar scalar = keyword.Kind() switch
        {
            SyntaxKind.BoolKeyword => JsonScalar.Boolean,
            SyntaxKind.StringKeyword => JsonScalar.Text,
            SyntaxKind.CharKeyword => JsonScalar.Character,
            SyntaxKind.ObjectKeyword or SyntaxKind.VoidKeyword => JsonScalar.None,
            _ => JsonScalar.Number,
        };
        return scalar == JsonScalar.None ? null : new NamedType(NamedTypeKind.Scalar, keyword.ValueText, scalar);
    }

    private enum NamedTypeKind
    {
        Task,
        CancellationToken,
        Scalar,
    }

    private readonly record struct NamedType(NamedTypeKind Kind, string Text = "", JsonScalar Scalar = JsonScalar.None, string? UnderlyingType = null);
}
