using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>What a method that sends must be for the generator to implement it. The generator and the analyzers both ask here.</summary>
internal static class SentMethodRules
{
    public static SentMethodFaults Check(IMethodSymbol method)
    {
        SentMethodFaults faults = SentMethodFaults.None;
        faults |= IsToBeImplemented(method) ? 0 : SentMethodFaults.HasBody;
        faults |= method.IsStatic ? SentMethodFaults.Static : 0;
        faults |= method.IsGenericMethod ? SentMethodFaults.Generic : 0;
        faults |= FrameworkTypes.IsTask(method.ReturnType, 0) && method.RefKind == RefKind.None ? 0 : SentMethodFaults.ReturnsNoTask;
        faults |= HasNamesake(method) ? SentMethodFaults.Overloaded : 0;
        return faults;
    }

    /// <summary>What a parameter is to the message. A single object is the body; otherwise each is a field of it.</summary>
    public static SentParameterRole RoleOf(IParameterSymbol parameter, MemberRole method)
    {
        if (FrameworkTypes.IsCancellationToken(parameter.Type))
        {
            return SentParameterRole.CancellationToken;
        }

        if (DeclarationAttributes.FindMessageProperty(parameter) is not null)
        {
            return SentParameterRole.MessageProperty;
        }

        if (!DeclarationAttributes.IsMessage(method) || ((IMethodSymbol)parameter.ContainingSymbol).Parameters.Count(IsPayload) > 1)
        {
            return SentParameterRole.Field;
        }

        return ElementOfBatch(parameter.Type) is not null ? SentParameterRole.Bodies
            : IsObject(parameter.Type) ? SentParameterRole.Body
            : SentParameterRole.Field;
    }

    public static SentParameterFault Check(IParameterSymbol parameter, MemberRole method)
    {
        if (parameter.RefKind != RefKind.None)
        {
            return SentParameterFault.PassedByReference;
        }

        return RoleOf(parameter, method) switch
        {
            SentParameterRole.CancellationToken when parameter.Ordinal != ((IMethodSymbol)parameter.ContainingSymbol).Parameters.Length - 1 =>
                SentParameterFault.TokenNotLast,
            SentParameterRole.MessageProperty when !DeclarationAttributes.IsMessage(method) || ScalarRules.Classify(parameter.Type) == JsonScalar.None =>
                SentParameterFault.NoMessageProperty,
            SentParameterRole.Bodies when !IsObject(ElementOfBatch(parameter.Type)!) => SentParameterFault.BatchOfScalars,
            _ => SentParameterFault.None,
        };
    }

    /// <summary>What each message of a batch carries; <see langword="null"/> when the type is no batch.</summary>
    public static ITypeSymbol? ElementOfBatch(ITypeSymbol type) =>
        type is INamedTypeSymbol { TypeArguments: [var element] }
        && (FrameworkTypes.Is(type, "IReadOnlyList", 1, "System.Collections.Generic")
            || FrameworkTypes.Is(type, "IAsyncEnumerable", 1, "System.Collections.Generic"))
            ? element
            : null;

    /// <summary>Whether JSON of a type is an object, or may be, so that it can be a whole body.</summary>
    private static bool IsObject(ITypeSymbol type) => FrameworkTypes.ValueType(type) switch
    {
        { TypeKind: TypeKind.Enum } => false,
        { Name: "JsonElement" or "JsonDocument" or "JsonNode" or "JsonObject" } value => JsonBuiltIns.Has(value) || JsonObjects.IsCandidate((INamedTypeSymbol)value),
        INamedTypeSymbol value when !JsonBuiltIns.Has(value) => JsonCollections.Find(value) is { } collection ? collection.Key is not null : JsonObjects.IsCandidate(value),
        _ => false,
    };

    private static bool IsPayload(IParameterSymbol parameter) =>
        !FrameworkTypes.IsCancellationToken(parameter.Type) && DeclarationAttributes.FindMessageProperty(parameter) is null;

    private static bool IsToBeImplemented(IMethodSymbol method) =>
        method.IsPartialDefinition && (method.PartialImplementationPart is null || GeneratedHalf.Has(method));

    private static bool HasNamesake(IMethodSymbol method)
    {
        ImmutableArray<ISymbol> members = method.ContainingType.GetMembers(method.Name);
        int count = 0;
        foreach (ISymbol member in members.Length > 1 ? members : [])
        {
            count += member is IMethodSymbol other && DeclarationAttributes.IsSent(other) ? 1 : 0;
        }

        return count > 1;
    }
}

/// <summary>Why a method that sends cannot be implemented.</summary>
[Flags]
internal enum SentMethodFaults
{
    None = 0,

    /// <summary>It is no partial method, or the user has implemented it.</summary>
    HasBody = 1,
    Static = 1 << 1,
    Generic = 1 << 2,
    ReturnsNoTask = 1 << 3,

    /// <summary>What is sent is known by the method's name, so there cannot be two of one.</summary>
    Overloaded = 1 << 4,
}

/// <summary>Why a parameter cannot be part of a message, apart from what its type's contract says.</summary>
internal enum SentParameterFault
{
    None,
    PassedByReference,
    TokenNotLast,

    /// <summary>An application property is a text made of one value, and goes with a message only.</summary>
    NoMessageProperty,

    /// <summary>A message whose whole body is one value has no field that a route could ask for.</summary>
    BatchOfScalars,
}
