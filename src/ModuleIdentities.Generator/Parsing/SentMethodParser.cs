using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>Reads a method that sends.</summary>
internal static class SentMethodParser
{
    private static readonly SymbolDisplayFormat SignatureFormat = TypeText.Format
        .WithMemberOptions(
            SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeRef | SymbolDisplayMemberOptions.IncludeParameters)
        .WithParameterOptions(
            SymbolDisplayParameterOptions.IncludeModifiers | SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName)
        .AddGenericsOptions(SymbolDisplayGenericsOptions.IncludeTypeConstraints);

    /// <summary>The method to implement; <see langword="null"/> when it cannot be.</summary>
    public static SentMethod? TryParse(
        IMethodSymbol method, MemberRole role, AttributeData attribute, MethodDeclarationSyntax declaration, JsonContractReader contracts)
    {
        if (SentMethodRules.Check(method) != SentMethodFaults.None)
        {
            return null;
        }

        ImmutableArray<SentParameter>.Builder parameters = ImmutableArray.CreateBuilder<SentParameter>(method.Parameters.Length);
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (TryParse(parameter, declaration, role, contracts) is not { } parsed)
            {
                return null;
            }

            parameters.Add(parsed);
        }

        return Create(method, role, attribute, declaration, parameters.MoveToImmutable());
    }

    /// <summary>The method with parameters that have been read.</summary>
    public static SentMethod Create(
        IMethodSymbol method, MemberRole role, AttributeData attribute, MethodDeclarationSyntax declaration, ImmutableArray<SentParameter> parameters) => new(
            role == MemberRole.ReportedProperty,
            ModifiersOf(declaration),
            method.DeclaredAccessibility == Accessibility.Public,
            method.Name,
            method.ContainingType.GetMembers(method.Name).Length > 1,
            IsDocumented(declaration),
            DeclarationAttributes.Component(attribute),
            role == MemberRole.ModuleOutput ? DeclarationAttributes.Name(attribute) : null,
            new(parameters));

    /// <summary>The integer type of an enumeration, otherwise <see langword="null"/>.</summary>
    public static string? UnderlyingTypeOf(ITypeSymbol type) =>
        type is INamedTypeSymbol { EnumUnderlyingType: { } underlying } ? TypeText.Of(underlying) : null;

    /// <summary>The modifiers and signature of a method that gets a body so that the compiler gets as far as the analyzers; else <see langword="null"/>.</summary>
    public static string? Refuse(IMethodSymbol method, MethodDeclarationSyntax declaration) =>
        method is { IsPartialDefinition: true, PartialImplementationPart: null } && !NamesUnknownType(method)
            ? $"{ModifiersOf(declaration)} {method.ToDisplayString(SignatureFormat)}"
            : null;

    private static bool IsDocumented(MethodDeclarationSyntax declaration) => declaration.HasStructuredTrivia
        && declaration.GetLeadingTrivia().Any(static trivia => SyntaxFacts.IsDocumentationCommentTrivia(trivia.Kind()));

    // Nearly all have these two.
    private static string ModifiersOf(MethodDeclarationSyntax declaration) =>
        declaration.Modifiers is [{ RawKind: (int)SyntaxKind.PublicKeyword }, { RawKind: (int)SyntaxKind.PartialKeyword }]
            ? "public partial"
            : string.Join(" ", declaration.Modifiers.Select(static modifier => modifier.ValueText));

    private static SentParameter? TryParse(
        IParameterSymbol parameter, MethodDeclarationSyntax declaration, MemberRole method, JsonContractReader contracts)
    {
        // A parameter without a name is still being typed.
        if (parameter.Name.Length == 0 || SentMethodRules.Check(parameter, method) != SentParameterFault.None)
        {
            return null;
        }

        SentParameterRole role = SentMethodRules.RoleOf(parameter, method);
        JsonScalar scalar = role is SentParameterRole.Field && !FrameworkTypes.IsNullableValue(parameter.Type)
            ? ScalarRules.Classify(parameter.Type)
            : JsonScalar.None;
        bool hasContract = role is SentParameterRole.Field or SentParameterRole.Body or SentParameterRole.Bodies && scalar == JsonScalar.None;
        ITypeSymbol payload = role == SentParameterRole.Bodies ? SentMethodRules.ElementOfBatch(parameter.Type)! : parameter.Type;
        if (hasContract && contracts.Add(payload, isRead: false) is not null)
        {
            return null;
        }

        string? propertyName = DeclarationAttributes.FindMessageProperty(parameter) is { } attribute
            ? DeclarationAttributes.Name(attribute) ?? parameter.Name
            : null;
        return new SentParameter(
            parameter.Name,
            role == SentParameterRole.CancellationToken ? TypeText.CancellationToken : TypeText.Of(parameter.Type),
            parameter.IsParams,
            role,
            scalar,
            UnderlyingTypeOf(parameter.Type),
            propertyName,
            DefaultOf(parameter, declaration.ParameterList.Parameters[parameter.Ordinal], role));
    }

    // Asking the symbol binds the expression; that of a token can be nothing but its default.
    private static string? DefaultOf(IParameterSymbol parameter, ParameterSyntax syntax, SentParameterRole role)
    {
        if (syntax.Default is null && (role == SentParameterRole.CancellationToken || syntax.AttributeLists is []))
        {
            return null;
        }

        return role == SentParameterRole.CancellationToken ? "default"
            : parameter.HasExplicitDefaultValue ? DefaultValueText.Of(parameter)
            : null;
    }

    // The compiler has one error for it, and need not have a second one for our half.
    private static bool NamesUnknownType(IMethodSymbol method) =>
        method.ReturnType.TypeKind == TypeKind.Error || method.Parameters.Any(static parameter => parameter.Type.TypeKind == TypeKind.Error);
}
