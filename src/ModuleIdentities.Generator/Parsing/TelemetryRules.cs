using Microsoft.CodeAnalysis;
using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>What a telemetry method must be for the generator to implement it. The generator and the analyzers both ask here.</summary>
internal static class TelemetryRules
{
    public static TelemetryFaults Check(IMethodSymbol method)
    {
        TelemetryFaults faults = TelemetryFaults.None;
        faults |= IsToBeImplemented(method) ? 0 : TelemetryFaults.HasBody;
        faults |= method.IsStatic ? TelemetryFaults.Static : 0;
        faults |= method.IsGenericMethod ? TelemetryFaults.Generic : 0;
        faults |= IsTask(method.ReturnType) && method.RefKind == RefKind.None ? 0 : TelemetryFaults.ReturnsNoTask;
        faults |= HasNamesake(method) ? TelemetryFaults.Overloaded : 0;
        return faults;
    }

    public static TelemetryParameterFault Check(IParameterSymbol parameter)
    {
        if (parameter.RefKind != RefKind.None)
        {
            return TelemetryParameterFault.PassedByReference;
        }

        if (ScalarRules.IsCancellationToken(parameter.Type))
        {
            bool isLast = parameter.Ordinal == ((IMethodSymbol)parameter.ContainingSymbol).Parameters.Length - 1;
            return isLast ? TelemetryParameterFault.None : TelemetryParameterFault.TokenNotLast;
        }

        return ScalarRules.Classify(parameter.Type) == JsonScalar.None ? TelemetryParameterFault.NoScalar : TelemetryParameterFault.None;
    }

    private static bool IsToBeImplemented(IMethodSymbol method) =>
        method.IsPartialDefinition && (method.PartialImplementationPart is null || GeneratedHalf.Has(method));

    private static bool IsTask(ITypeSymbol type) => type is INamedTypeSymbol
    {
        Name: "Task",
        Arity: 0,
        ContainingNamespace:
        {
            Name: "Tasks",
            ContainingNamespace: { Name: "Threading", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } },
        },
    };

    private static bool HasNamesake(IMethodSymbol method)
    {
        int count = 0;
        foreach (ISymbol member in method.ContainingType.GetMembers(method.Name))
        {
            count += member is IMethodSymbol other && DeclarationAttributes.IsTelemetry(other) ? 1 : 0;
        }

        return count > 1;
    }
}

/// <summary>Why a method cannot be implemented as telemetry.</summary>
[Flags]
internal enum TelemetryFaults
{
    None = 0,

    /// <summary>It is no partial method, or the user has implemented it.</summary>
    HasBody = 1,
    Static = 1 << 1,
    Generic = 1 << 2,
    ReturnsNoTask = 1 << 3,

    /// <summary>Telemetry is known by its name, so there cannot be two of one.</summary>
    Overloaded = 1 << 4,
}

/// <summary>Why a parameter cannot be a field of a message.</summary>
internal enum TelemetryParameterFault
{
    None,
    PassedByReference,
    NoScalar,
    TokenNotLast,
}
