using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ModuleIdentities.Generator.Diagnostics.Secrets;
using static ModuleIdentities.Generator.Diagnostics.DiagnosticDescriptors;

namespace ModuleIdentities.Generator.Diagnostics.Analyzers;

/// <summary>Finds credentials that are written in the source. What is found is never repeated in a message.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SourceSecretAnalyzer : RuntimeAnalyzer
{
    /// <summary>The property of a diagnostic that tells a code fix where in the configuration the secret belongs.</summary>
    internal const string PathProperty = "ConfigurationPath";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HubCredentialIsInSource, KeyIsInSource];

    private protected override void Start(CompilationStartAnalysisContext start, INamedTypeSymbol moduleIdentity)
    {
        start.RegisterOperationAction(AnalyzeText, OperationKind.Literal, OperationKind.Binary, OperationKind.InterpolatedString);
        start.RegisterOperationAction(AnalyzeLocal, OperationKind.VariableDeclarator);
        start.RegisterOperationAction(AnalyzeOptions, OperationKind.SimpleAssignment, OperationKind.Invocation, OperationKind.ObjectCreation);
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

    private static void AnalyzeOptions(OperationAnalysisContext context)
    {
        foreach ((string path, IOperation value) in OptionsIn(context.Operation))
        {
            if (value is { ConstantValue: { HasValue: true, Value: string text } } && IsSecret(path, text))
            {
                Report(context, CredentialKind.Device, value.Syntax.GetLocation(), path);
            }
        }
    }

    // A local that starts as a secret and is given to an option. It is marked where it starts, so it is looked for from there.
    private static void AnalyzeLocal(OperationAnalysisContext context)
    {
        IVariableDeclaratorOperation declarator = (IVariableDeclaratorOperation)context.Operation;
        if (declarator is not { Symbol.IsConst: false, Initializer.Value: { ConstantValue: { HasValue: true, Value: string text } } initial })
        {
            return;
        }

        IOperation root = declarator;
        while (root.Parent is not null)
        {
            root = root.Parent;
        }

        foreach ((string path, IOperation value) in root.Descendants().SelectMany(OptionsIn))
        {
            if (value is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, declarator.Symbol) && IsSecret(path, text))
            {
                Report(context, CredentialKind.Device, initial.Syntax.GetLocation(), path);
                return;
            }
        }
    }

    /// <summary>The options that an operation itself gives a value: by an assignment, or by a pair of path and value among its arguments.</summary>
    private static IEnumerable<(string Path, IOperation Value)> OptionsIn(IOperation operation)
    {
        if (operation is ISimpleAssignmentOperation assignment && SecretOptions.PathOf(assignment.Target) is { } assigned)
        {
            yield return (assigned, Unwrap(assignment.Value));
        }

        ImmutableArray<IArgumentOperation> arguments = operation switch
        {
            IInvocationOperation invocation => invocation.Arguments,
            IObjectCreationOperation creation => creation.Arguments,
            _ => [],
        };
        for (int i = 0; i + 1 < arguments.Length; i++)
        {
            if (arguments[i].Value.ConstantValue is { HasValue: true, Value: string path } && SecretOptions.IsInSection(path))
            {
                yield return (path, Unwrap(arguments[i + 1].Value));
            }
        }
    }

    // A connection string is found wherever it is written.
    private static bool IsSecret(string path, string text) => SecretOptions.LastName(path) is var name
        && !string.Equals(name, "ConnectionString", StringComparison.OrdinalIgnoreCase)
        && SecretOptions.IsSecret(name, text);

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
