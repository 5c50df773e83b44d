using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using ModuleIdentities.Generator.Model;
using ModuleIdentities.Generator.Parsing;

namespace ModuleIdentities.Generator.Diagnostics.Analyzers;

/// <summary>Refuses semantic types that DTDL does not know, in units that they are not measured in, and of what is no number.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SemanticTypeAnalyzer : RuntimeAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [DiagnosticDescriptors.SemanticTypeIsUnknown];

    private protected override void Start(CompilationStartAnalysisContext start, INamedTypeSymbol moduleIdentity)
    {
        // Not each member: a method that the generator implements counts as generated itself.
        start.RegisterSymbolAction(AnalyzeType, SymbolKind.NamedType);
    }

    private static void AnalyzeType(SymbolAnalysisContext context)
    {
        foreach (ISymbol member in ((INamedTypeSymbol)context.Symbol).GetMembers())
        {
            switch (member)
            {
                case IPropertySymbol property:
                    Analyze(context, property, property.Type, property.GetAttributes());
                    break;
                case IFieldSymbol { IsImplicitlyDeclared: false } field:
                    Analyze(context, field, field.Type, field.GetAttributes());
                    break;
                case IMethodSymbol { IsImplicitlyDeclared: false, AssociatedSymbol: null } method:
                    Analyze(context, method, ReceivedMethodRules.Payload(method.ReturnType), method.GetReturnTypeAttributes());
                    foreach (IParameterSymbol parameter in method.Parameters)
                    {
                        Analyze(context, parameter, parameter.Type, parameter.GetAttributes());
                    }

                    break;
                default:
                    break;
            }
        }
    }

    private static void Analyze(SymbolAnalysisContext context, ISymbol symbol, ITypeSymbol type, ImmutableArray<AttributeData> attributes)
    {
        foreach (AttributeData attribute in attributes)
        {
            if (DeclarationAttributes.IsOurs(attribute.AttributeClass, SemanticTypes.AttributeName)
                && attribute.ConstructorArguments is [{ Value: string semanticType }, { Value: string unit }]
                && attribute.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken) is AttributeSyntax syntax)
            {
                Analyze(context, symbol, type, syntax, semanticType, unit);
            }
        }
    }

    private static void Analyze(SymbolAnalysisContext context, ISymbol symbol, ITypeSymbol type, AttributeSyntax attribute, string semanticType, string unit)
    {
        if (SemanticTypes.UnitsOf(semanticType) is not { } units)
        {
            LocalizableString reason = NearestName.Find(semanticType, SemanticTypes.Names) is { } nearest
                ? DiagnosticTexts.Get("SemanticTypeFaultNearest", semanticType, nearest)
                : DiagnosticTexts.Get("SemanticTypeFaultUnknown", semanticType);
            Report(context, symbol, Argument(attribute, "type", 0), reason);
        }
        else if (!units.Contains(unit))
        {
            Report(context, symbol, Argument(attribute, "unit", 1), DiagnosticTexts.Get("SemanticTypeFaultUnit", semanticType, string.Join(", ", units)));
        }
        else if (type.TypeKind != TypeKind.Error && !DtdlPrimitive.IsNumber(DtdlPrimitives.Find(FrameworkTypes.ValueType(type))))
        {
            Report(context, symbol, attribute, DiagnosticTexts.Get("SemanticTypeFaultNumber", type.ToDisplayString(TypeText.ShortFormat)));
        }
    }

    private static SyntaxNode Argument(AttributeSyntax attribute, string name, int position) => attribute.ArgumentList is not { Arguments: var arguments }
        ? attribute
        : (arguments.FirstOrDefault(argument => argument.NameColon?.Name.Identifier.ValueText == name) ?? arguments[position]).Expression;

    private static void Report(SymbolAnalysisContext context, ISymbol symbol, SyntaxNode place, LocalizableString reason) =>
        context.ReportDiagnostic(Diagnostic.Create(DiagnosticDescriptors.SemanticTypeIsUnknown, place.GetLocation(), symbol.Name, reason));
}
