using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ModuleIdentities.Generator.Diagnostics.Secrets;
using ModuleIdentities.Generator.Parsing;
using static ModuleIdentities.Generator.Diagnostics.DiagnosticDescriptors;

namespace ModuleIdentities.Generator.Diagnostics.Analyzers;

/// <summary>Finds credentials that are written in the source. What is found is never repeated in a message.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SourceSecretAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The property of a diagnostic that tells a code fix where in the configuration the secret belongs.</summary>
    internal const string PathProperty = "ConfigurationPath";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HubCredentialIsInSource, KeyIsInSource];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(DeclarationAttributes.ModuleIdentityMetadataName) is not null)
            {
                start.RegisterOperationAction(AnalyzeText, OperationKind.Literal, OperationKind.Binary, OperationKind.InterpolatedString);
                start.RegisterOperationAction(AnalyzeAssignment, OperationKind.SimpleAssignment);
                start.RegisterOperationAction(AnalyzeLocal, OperationKind.VariableDeclarator);
                start.RegisterOperationAction(AnalyzeArguments, OperationKind.Invocation, OperationKind.ObjectCreation);
            }
        });
    }

    private static void AnalyzeText(OperationAnalysisContext context)
    {
        if (context.Operation.Type?.SpecialType != SpecialType.System_String || ComposedText.IsPiece(context.Operation))
        {
            return;
        }

        ComposedText text = ComposedText.Of(context.Operation);
        if (CredentialText.Find(text.ToString()) is { } credential)
        {
            Report(context, credential.Kind, text.Find(credential.Span), SecretOptions.ConnectionStringPath);
        }
    }

    private static void AnalyzeAssignment(OperationAnalysisContext context)
    {
        ISimpleAssignmentOperation assignment = (ISimpleAssignmentOperation)context.Operation;
        if (SecretOptions.PathOf(assignment.Target) is { } path)
        {
            AnalyzeOption(context, path, assignment.Value);
        }
    }

    // A local that starts as a key and is given to an option. It is marked where it starts, so it is looked for from there.
    private static void AnalyzeLocal(OperationAnalysisContext context)
    {
        IVariableDeclaratorOperation declarator = (IVariableDeclaratorOperation)context.Operation;
        if (declarator is not { Symbol.IsConst: false, Initializer.Value: { ConstantValue: { HasValue: true, Value: string text } } initial }
            || !SharedAccessKeyText.IsKey(text))
        {
            return;
        }

        IOperation root = declarator;
        while (root.Parent is not null)
        {
            root = root.Parent;
        }

        string? path = root.Descendants().OfType<ISimpleAssignmentOperation>()
            .Where(assignment => Unwrap(assignment.Value) is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, declarator.Symbol))
            .Select(static assignment => SecretOptions.PathOf(assignment.Target))
            .FirstOrDefault(path => path is not null && SecretOptions.IsSecret(SecretOptions.LastName(path), text));
        if (path is not null)
        {
            Report(context, CredentialKind.Device, initial.Syntax.GetLocation(), path);
        }
    }

    // A pair of path and value, as in new KeyValuePair<string, string?>("ModuleIdentities:…", "…").
    private static void AnalyzeArguments(OperationAnalysisContext context)
    {
        ImmutableArray<IArgumentOperation> arguments = context.Operation switch
        {
            IInvocationOperation invocation => invocation.Arguments,
            IObjectCreationOperation creation => creation.Arguments,
            _ => [],
        };
        for (int i = 0; i + 1 < arguments.Length; i++)
        {
            if (arguments[i].Value.ConstantValue is { HasValue: true, Value: string path } && SecretOptions.IsInSection(path))
            {
                AnalyzeOption(context, path, arguments[i + 1].Value);
            }
        }
    }

    private static void AnalyzeOption(OperationAnalysisContext context, string path, IOperation value)
    {
        string name = SecretOptions.LastName(path);
        // A connection string is found wherever it is written.
        if (!string.Equals(name, "ConnectionString", StringComparison.OrdinalIgnoreCase)
            && Unwrap(value) is { ConstantValue: { HasValue: true, Value: string text } } constant
            && SecretOptions.IsSecret(name, text))
        {
            Report(context, CredentialKind.Device, constant.Syntax.GetLocation(), path);
        }
    }

    private static IOperation Unwrap(IOperation value)
    {
        while (value is IConversionOperation conversion)
        {
            value = conversion.Operand;
        }

        return value;
    }

    private static void Report(OperationAnalysisContext context, CredentialKind kind, Location place, string path) => context.ReportDiagnostic(
        Diagnostic.Create(
            kind == CredentialKind.Hub ? HubCredentialIsInSource : KeyIsInSource,
            place,
            ImmutableDictionary<string, string?>.Empty.Add(PathProperty, path),
            path));
}
