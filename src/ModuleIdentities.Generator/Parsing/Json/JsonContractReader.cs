using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModuleIdentities.Generator.Collections;
using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>
/// Reads the types of a module's payloads, and all that they are made of, by the rules of System.Text.Json. The generator and the analyzers both
/// ask here: what it has no contract for is a diagnostic.
/// </summary>
internal sealed class JsonContractReader
{
    private readonly Compilation _compilation;
    private readonly INamedTypeSymbol _module;
    private readonly CancellationToken _cancellationToken;
    private readonly HashSet<ITypeSymbol> _known = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ITypeSymbol, int> _places = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ITypeSymbol, bool> _isRead = new(SymbolEqualityComparer.Default);
    private readonly List<JsonContract> _contracts = [];
    private readonly List<(ITypeSymbol Type, bool? WasRead)> _journal = [];

    /// <param name="compilation">The project.</param>
    /// <param name="module">The module class, from inside which the types are named.</param>
    /// <param name="context">The user's own contracts, which win.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public JsonContractReader(Compilation compilation, INamedTypeSymbol module, INamedTypeSymbol? context, CancellationToken cancellationToken)
    {
        _compilation = compilation;
        _module = module;
        _cancellationToken = cancellationToken;
        foreach (AttributeData attribute in context?.GetAttributes() ?? [])
        {
            if (attribute is { AttributeClass.Name: "JsonSerializableAttribute", ConstructorArguments: [{ Value: ITypeSymbol type }] })
            {
                _known.Add(type);
            }
        }
    }

    public EquatableArray<JsonContract> Contracts => new([.. _contracts]);

    /// <summary>The ids of warnings about members that the contracts name.</summary>
    public SortedSet<string> Warnings { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds the contracts of a type and of all that is in it.</summary>
    /// <param name="type">The type.</param>
    /// <param name="isRead">Whether it is read from JSON; otherwise it is only written.</param>
    /// <returns>Why it cannot be carried; <see langword="null"/> when it can.</returns>
    public JsonFault? Add(ITypeSymbol type, bool isRead)
    {
        int count = _contracts.Count;
        _journal.Clear();
        JsonFault? fault = AddPart(type, isRead);
        if (fault is not null)
        {
            Undo(count);
        }

        return fault;
    }

    /// <summary>Why a type cannot be carried, said of each of its uses.</summary>
    public JsonFault? Check(ITypeSymbol type, bool isRead)
    {
        _isRead.Clear();
        return Add(type, isRead);
    }

    private void Undo(int count)
    {
        foreach ((ITypeSymbol type, bool? wasRead) in _journal)
        {
            if (wasRead is { } value)
            {
                _isRead[type] = value;
            }
            else
            {
                _isRead.Remove(type);
            }
        }

        _contracts.RemoveRange(count, _contracts.Count - count);
        foreach (ITypeSymbol type in _places.Keys.Where(type => _places[type] >= count).ToArray())
        {
            _places.Remove(type);
        }
    }

    private JsonFault? AddPart(ITypeSymbol type, bool isRead)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        bool isKnown = _isRead.TryGetValue(type, out bool wasRead);
        if (_known.Contains(type) || JsonBuiltIns.Has(type) || (isKnown && (wasRead || !isRead)))
        {
            return null;
        }

        _journal.Add((type, isKnown ? wasRead : null));
        _isRead[type] = isRead;
        if (type.TypeKind == TypeKind.Error || !_compilation.IsSymbolAccessibleWithin(type, _module))
        {
            return Fault(JsonFaultKind.Inaccessible, type);
        }

        SuppressedWarnings.Collect(type, Warnings);
        if (JsonAttributes.Find(type, "JsonConverterAttribute") is { } attribute)
        {
            return JsonConverters.OfType(attribute, type, _compilation, _module) is { } call
                ? Set(type, call)
                : Fault(JsonFaultKind.Converter, type);
        }

        return type switch
        {
            INamedTypeSymbol { EnumUnderlyingType: not null } => Set(type, new JsonCall($"Enum<{Name(type)}>")),
            INamedTypeSymbol named when FrameworkTypes.IsNullableValue(named) => AddNullable(named, isRead),
            INamedTypeSymbol or IArrayTypeSymbol when JsonCollections.Find(type) is { } collection => AddCollection(type, collection, isRead),
            INamedTypeSymbol named => AddObject(named, isRead),
            _ => Fault(JsonFaultKind.Unknown, type),
        };
    }

    private static string Name(ITypeSymbol type) => TypeText.OfNotNull(type);

    private static JsonFault Fault(JsonFaultKind kind, ISymbol symbol) => new(kind, symbol.ToDisplayString(TypeText.ShortFormat));

    private JsonFault? AddNullable(INamedTypeSymbol type, bool isRead) =>
        Set(type, new JsonCall($"Nullable<{Name(type.TypeArguments[0])}>")) ?? AddPart(type.TypeArguments[0], isRead);

    private JsonFault? AddCollection(ITypeSymbol type, JsonCollection collection, bool isRead)
    {
        if (collection.Key is { } key)
        {
            if (!JsonBuiltIns.CanBeKey(key))
            {
                return Fault(JsonFaultKind.Key, type);
            }

            if (AddPart(key, isRead) is { } keyFault)
            {
                return keyFault;
            }
        }

        return Set(type, collection.Contract) ?? AddPart(collection.Element, isRead);
    }

    private JsonFault? AddObject(INamedTypeSymbol type, bool isRead)
    {
        if (!JsonObjects.IsCandidate(type))
        {
            return Fault(JsonObjects.IsEnumerable(type) ? JsonFaultKind.Collection : JsonFaultKind.Unknown, type);
        }

        // Its place is kept before its properties are read, as they may lead back to it.
        if (!_places.ContainsKey(type))
        {
            Set(type, new JsonCall(""));
        }

        JsonMember[] members = [.. JsonMembers.Of(type, out JsonFault? fault)];
        if (fault is not null)
        {
            return fault;
        }

        JsonCreation? creation = null;
        bool isPolymorphic = AddDerived(type, isRead, out JsonFault? derivedFault);
        if (derivedFault is not null)
        {
            return derivedFault;
        }

        if (isRead)
        {
            creation = JsonConstructors.Find(type, members, _compilation, _module, out JsonFault? constructorFault);
            if (creation is null && !(isPolymorphic && type.IsAbstract))
            {
                return constructorFault;
            }
        }

        ImmutableArray<JsonProperty>.Builder properties = ImmutableArray.CreateBuilder<JsonProperty>(members.Length);
        foreach (JsonMember member in members)
        {
            if (Read(member, type, creation, out JsonProperty? property) is { } memberFault)
            {
                return memberFault;
            }

            if (property is not null)
            {
                properties.Add(property);
            }
        }

        return Set(type, new JsonShape(Name(type), type.IsValueType, creation, JsonHandling.OfType(type), new(properties.ToImmutable())));
    }

    private JsonFault? Read(JsonMember member, INamedTypeSymbol type, JsonCreation? creation, out JsonProperty? property)
    {
        property = null;
        if (member.IsIgnored)
        {
            bool isNameable = _compilation.IsSymbolAccessibleWithin(member.Type, _module);
            property = isNameable
                ? new JsonProperty(member.Name, TypeText.Of(member.Type), CanGet: false, JsonSetter.None, "", JsonHandling.OfMember(member, isRequired: false, null))
                : null;
            return null;
        }

        string? converter = null;
        if (JsonAttributes.Find(member.Symbol, "JsonConverterAttribute") is { } attribute)
        {
            converter = JsonConverters.OfProperty(attribute, member.Type, _compilation, _module);
            if (converter is null)
            {
                return Fault(JsonFaultKind.Converter, member.Symbol);
            }
        }
        else if (AddMember(member, creation is not null) is { } fault)
        {
            return fault;
        }

        bool isBound = creation?.Parameters.Any(
            parameter => string.Equals(parameter.Name, member.Name, StringComparison.OrdinalIgnoreCase)) == true;
        bool isSet = creation is not null && member.CanSet && !isBound;
        if ((member.CanGet && !IsAccessible(member.Getter)) || (isSet && !IsAccessible(member.Setter)))
        {
            return Fault(JsonFaultKind.Inaccessible, member.Symbol);
        }

        JsonSetter setter = !isSet ? JsonSetter.None : member.IsInit && !type.IsValueType ? JsonSetter.InitAccessor : JsonSetter.Assignment;
        if (setter == JsonSetter.InitAccessor && member.Symbol.ContainingType.IsGenericType)
        {
            return Fault(JsonFaultKind.GenericInit, member.Symbol);
        }

        SuppressedWarnings.Collect(member.Symbol, Warnings);
        bool isRequired = creation is not null && (member.HasRequiredAttribute || (member.IsRequired && creation.RequiredMembers.Contains(member.Name)));
        property = new JsonProperty(
            member.Name,
            TypeText.Of(member.Type),
            member.CanGet,
            setter,
            setter == JsonSetter.InitAccessor ? Name(member.Symbol.ContainingType) : "",
            JsonHandling.OfMember(member, isRequired, converter));
        return null;
    }

    // What the type has no property for may be anything, and is kept as JSON.
    private JsonFault? AddMember(JsonMember member, bool isRead) =>
        JsonAttributes.Find(member.Symbol, "JsonExtensionDataAttribute") is not null
        && JsonCollections.Find(member.Type) is { Element.SpecialType: SpecialType.System_Object } collection
            ? Set(member.Type, collection.Contract)
            : AddPart(member.Type, isRead);

    private bool IsAccessible(ISymbol? symbol) => symbol is not null && _compilation.IsSymbolAccessibleWithin(symbol, _module);

    private bool AddDerived(INamedTypeSymbol type, bool isRead, out JsonFault? fault)
    {
        fault = null;
        bool hasAny = false;
        foreach (AttributeData attribute in type.GetAttributes())
        {
            if (attribute is { AttributeClass.Name: "JsonDerivedTypeAttribute", ConstructorArguments: [{ Value: INamedTypeSymbol derived }, ..] })
            {
                hasAny = true;
                fault ??= AddPart(derived, isRead);
            }
        }

        return hasAny;
    }

    private JsonFault? Set(ITypeSymbol type, JsonContract contract)
    {
        if (_places.TryGetValue(type, out int place))
        {
            _contracts[place] = contract;
        }
        else
        {
            _places.Add(type, _contracts.Count);
            _contracts.Add(contract);
        }

        return null;
    }
}
