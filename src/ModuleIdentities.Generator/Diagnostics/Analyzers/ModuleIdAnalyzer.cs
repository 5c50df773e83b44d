using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using static ModuleIdentities.Generator.Diagnostics.DiagnosticDescriptors;

namespace ModuleIdentities.Generator.Diagnostics.Analyzers;

/// <summary>Refuses module ids that IoT Hub would refuse.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ModuleIdAnalyzer : RuntimeAnalyzer
{
    private static readonly string AllowedPunctuation = string.Join(" ", ModuleNameRules.AllowedPunctuation.ToCharArray());

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [ModuleIdIsEmpty, ModuleIdIsTooLong, ModuleIdHasInvalidCharacter, ModuleIdIsReserved];

    private protected override void Start(CompilationStartAnalysisContext start, INamedTypeSymbol moduleIdentity) =>
        start.RegisterOperationAction(operation => Analyze(operation, moduleIdentity), OperationKind.Attribute);

    private static void Analyze(OperationAnalysisContext context, INamedTypeSymbol attribute)
    {
        if (((IAttributeOperation)context.Operation).Operation is not IObjectCreationOperation { Arguments: [{ Value: var argument }] } creation
            || !SymbolEqualityComparer.Default.Equals(creation.Type, attribute)
            || !argument.ConstantValue.HasValue)
        {
            return;
        }

        string moduleId = argument.ConstantValue.Value as string ?? "";
        Diagnostic? diagnostic = ModuleNameRules.Check(moduleId, out int position) switch
        {
            ModuleNameFault.Empty => Diagnostic.Create(ModuleIdIsEmpty, argument.Syntax.GetLocation(), ModuleNameRules.MaximumLength),
            ModuleNameFault.TooLong =>
                Diagnostic.Create(ModuleIdIsTooLong, argument.Syntax.GetLocation(), moduleId.Length, ModuleNameRules.MaximumLength),
            ModuleNameFault.Reserved => Diagnostic.Create(ModuleIdIsReserved, ConstantText.Find(argument, position), CharacterText.Quote(moduleId)),
            ModuleNameFault.OnlyDots => Diagnostic.Create(
                ModuleIdHasInvalidCharacter, argument.Syntax.GetLocation(), CharacterText.Quote(moduleId), DiagnosticTexts.Get("ModuleIdFaultOnlyDots")),
            ModuleNameFault.InvalidCharacter => Diagnostic.Create(
                ModuleIdHasInvalidCharacter,
                ConstantText.Find(argument, position),
                CharacterText.Quote(moduleId),
                DiagnosticTexts.Get("ModuleIdFaultCharacter", CharacterText.Show(moduleId, position), AllowedPunctuation)),
            _ => null,
        };
        if (diagnostic is not null)
        {
            context.ReportDiagnostic(diagnostic);
        }
    }
}
