using Microsoft.CodeAnalysis;
using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>The DTDL schemas of what System.Text.Json makes of types.</summary>
/// <param name="context">The user's own JSON contracts; <see langword="null"/> when there are none.</param>
/// <param name="cancellationToken">Ends the reading.</param>
internal sealed class DtdlSchemas(INamedTypeSymbol? context, CancellationToken cancellationToken)
{
    /// <summary>How deep arrays, maps and objects may be nested (DTDL v3, "Complex schema").</summary>
    private const int Deepest = 5;

    private readonly bool _hasOptions = context is not null && JsonAttributes.Find(context, "JsonSourceGenerationOptionsAttribute") is not null;
    private DtdlReason _reason;

    /// <summary>The schema of a type; <see langword="null"/> when there is none.</summary>
    /// <param name="type">The type.</param>
    /// <param name="reason">Why there is none.</param>
    public DtdlSchema? Of(ITypeSymbol type, out DtdlReason reason)
    {
        DtdlSchema? schema = Of(type, depth: 0);
        reason = _reason;
        return schema;
    }

    /// <summary>The schema of a member of a payload, which has converters of its own.</summary>
    public DtdlSchema? OfMember(JsonMember member, out DtdlReason reason)
    {
        DtdlSchema? schema = OfMember(member, depth: 0);
        reason = _reason;
        return schema;
    }

    /// <summary>Whether a type is an object all of whose members are known at build time.</summary>
    public static bool IsObject(ITypeSymbol type) =>
        type is INamedTypeSymbol named && JsonObjects.IsCandidate(named) && !IsPolymorphic(named)
        && !JsonBuiltIns.Has(type) && JsonCollections.Find(type) is null && JsonAttributes.Find(type, "JsonConverterAttribute") is null;

    /// <summary>The members of an object that the model names.</summary>
    public static IEnumerable<JsonMember> MembersOf(INamedTypeSymbol type) => JsonMembers.Of(type, out _).Where(
        static member => !member.IsIgnored && (member.CanGet || member.CanSet) && JsonAttributes.Find(member.Symbol, "JsonExtensionDataAttribute") is null);

    /// <summary>Whether the user's own contracts have options, such as a naming policy, which are then those of all payloads of the module.</summary>
    public bool HasOptions => _hasOptions;

    /// <summary>What is said of a member of a payload; a positional record's is a parameter of it.</summary>
    public string? DescriptionOf(JsonMember member) =>
        DocumentationText.Summary(member.Symbol, cancellationToken)
        ?? DocumentationText.OfParameter(member.Symbol.ContainingType, member.Name, cancellationToken);

    /// <summary>What a member's number means.</summary>
    public static DtdlSemantic? SemanticOf(JsonMember member, DtdlSchema schema)
    {
        if (!schema.IsNumeric)
        {
            return null;
        }

        IEnumerable<AttributeData> ofParameter = member.Symbol.ContainingType.InstanceConstructors
            .SelectMany(static constructor => constructor.Parameters)
            .Where(parameter => parameter.Name == member.Name)
            .SelectMany(static parameter => parameter.GetAttributes());
        return SemanticTypes.Of(member.Symbol.GetAttributes().Concat(ofParameter));
    }

    private DtdlSchema? Of(ITypeSymbol type, int depth)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ITypeSymbol value = FrameworkTypes.ValueType(type);
        AttributeData? converter = JsonAttributes.Find(value, "JsonConverterAttribute");
        if (value is INamedTypeSymbol { EnumUnderlyingType: not null } enumeration && (converter is not null || !_hasOptions))
        {
            return DtdlEnums.Of(enumeration, converter, cancellationToken, ref _reason);
        }

        if (converter is not null)
        {
            return Fault(DtdlFaultKind.Schema, value);
        }

        if (DtdlPrimitives.Find(value) is { } primitive)
        {
            return new DtdlPrimitive(primitive);
        }

        if (_hasOptions)
        {
            return Fault(DtdlFaultKind.Contract, value);
        }

        if (JsonBuiltIns.Has(value) || value is not (INamedTypeSymbol or IArrayTypeSymbol))
        {
            return Fault(DtdlFaultKind.Schema, value);
        }

        return depth == Deepest ? Fault(DtdlFaultKind.Depth, value)
            : JsonCollections.Find(value) is { } collection ? OfCollection(collection, depth)
            : IsObject(value) ? OfObject((INamedTypeSymbol)value, depth)
            : Fault(DtdlFaultKind.Schema, value);
    }

    private DtdlSchema? OfCollection(JsonCollection collection, int depth) => Of(collection.Element, depth + 1) switch
    {
        null => null,
        { } element when collection.Key is null => new DtdlArray(element),
        { } element => new DtdlMap(element),
    };

    private DtdlObject? OfObject(INamedTypeSymbol type, int depth)
    {
        List<DtdlElement> fields = [];
        foreach (JsonMember member in MembersOf(type))
        {
            if (!DtdlName.IsValid(member.JsonName))
            {
                _reason = new DtdlReason(DtdlFaultKind.Name, member.JsonName);
                return null;
            }

            if (OfMember(member, depth + 1) is not { } schema)
            {
                return null;
            }

            fields.Add(new DtdlElement(member.JsonName, DescriptionOf(member), schema, SemanticOf(member, schema)));
        }

        return new DtdlObject(new([.. fields]));
    }

    private DtdlSchema? OfMember(JsonMember member, int depth)
    {
        if (JsonAttributes.Find(member.Symbol, "JsonConverterAttribute") is { } converter)
        {
            return FrameworkTypes.ValueType(member.Type) is INamedTypeSymbol { EnumUnderlyingType: not null } enumeration
                ? DtdlEnums.Of(enumeration, converter, cancellationToken, ref _reason)
                : Fault(DtdlFaultKind.Schema, member.Symbol);
        }

        return JsonAttributes.Find(member.Symbol, "JsonNumberHandlingAttribute") is null
            ? Of(member.Type, depth)
            : Fault(DtdlFaultKind.Schema, member.Symbol);
    }

    // What is written then depends on what there is when the program runs.
    private static bool IsPolymorphic(INamedTypeSymbol type) =>
        JsonAttributes.Find(type, "JsonDerivedTypeAttribute") is not null || JsonAttributes.Find(type, "JsonPolymorphicAttribute") is not null;

    private DtdlSchema? Fault(DtdlFaultKind kind, ISymbol culprit)
    {
        ISymbol named = culprit is ITypeSymbol type ? type.WithNullableAnnotation(NullableAnnotation.None) : culprit;
        _reason = new DtdlReason(kind, named.ToDisplayString(TypeText.ShortFormat));
        return null;
    }
}
