using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ModuleIdentities.Generator.Parsing;

namespace ModuleIdentities.Generator.Diagnostics;

/// <summary>An analyzer that does nothing in a project without the runtime, and nothing to generated code.</summary>
public abstract class RuntimeAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public sealed override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            if (KnownTypes.ModuleIdentityAttribute(start.Compilation) is { } attribute)
            {
                Start(start, attribute);
            }
        });
    }

    /// <summary>Registers what is to be looked at in a project that references the runtime.</summary>
    /// <param name="start">Where to register it.</param>
    /// <param name="moduleIdentity">The attribute of module classes.</param>
    private protected abstract void Start(CompilationStartAnalysisContext start, INamedTypeSymbol moduleIdentity);
}
