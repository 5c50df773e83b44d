using Microsoft.CodeAnalysis;

namespace ModuleIdentities.Generator.Parsing;

/// <summary>A property or field that System.Text.Json sees.</summary>
/// <param name="Symbol">The property or field.</param>
/// <param name="JsonName">Its name in JSON.</param>
/// <param name="HasInclude">Whether it is marked to be included, whatever its accessibility.</param>
internal sealed record JsonMember(ISymbol Symbol, string JsonName, bool HasInclude)
{
    public string Name => Symbol.Name;

    public ITypeSymbol Type => Symbol is IPropertySymbol property ? property.Type : ((IFieldSymbol)Symbol).Type;

    public ISymbol? Getter => Symbol is IPropertySymbol property ? property.GetMethod : Symbol;

    public ISymbol? Setter => Symbol is IPropertySymbol property ? property.SetMethod : Symbol;

    public bool IsInit => Symbol is IPropertySymbol { SetMethod.IsInitOnly: true };

    public bool IsRequired => Symbol is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true };

    public bool HasRequiredAttribute => JsonAttributes.Find(Symbol, "JsonRequiredAttribute") is not null;

    /// <summary>The condition of its <c>[JsonIgnore]</c>; <see langword="null"/> when it has none.</summary>
    public int? IgnoreCondition =>
        JsonAttributes.Find(Symbol, "JsonIgnoreAttribute") is { } attribute ? JsonAttributes.NamedNumber(attribute, "Condition") ?? Always : null;

    public bool IsIgnored => IgnoreCondition == Always;

    public bool CanGet => IsUsable(Getter);

    public bool CanSet => IsUsable(Setter) && Symbol is not IFieldSymbol { IsReadOnly: true };

    private const int Always = 1;

    private bool IsUsable(ISymbol? accessor) => accessor is not null && (HasInclude || accessor.DeclaredAccessibility == Accessibility.Public);
}

/// <summary>Finds the members of a type that System.Text.Json sees, in its order: those of the type before those of its bases.</summary>
internal static class JsonMembers
{
    public static IReadOnlyList<JsonMember> Of(INamedTypeSymbol type, out JsonFault? fault)
    {
        fault = null;
        List<JsonMember> members = [];
        foreach (INamedTypeSymbol owner in Hierarchy(type))
        {
            foreach (ISymbol symbol in owner.GetMembers().OfType<IPropertySymbol>().Cast<ISymbol>().Concat(owner.GetMembers().OfType<IFieldSymbol>()))
            {
                if (TryCreate(symbol) is { } member && !TryPlace(member, members))
                {
                    fault = new JsonFault(JsonFaultKind.NameTaken, symbol.ToDisplayString(TypeText.ShortFormat));
                    return members;
                }
            }
        }

        return members;
    }

    private static List<INamedTypeSymbol> Hierarchy(INamedTypeSymbol type)
    {
        if (type.TypeKind == TypeKind.Interface)
        {
            return [type, .. type.AllInterfaces];
        }

        List<INamedTypeSymbol> hierarchy = [];
        for (INamedTypeSymbol? current = type; current is { SpecialType: SpecialType.None }; current = current.BaseType)
        {
            hierarchy.Add(current);
        }

        return hierarchy;
    }

    private static JsonMember? TryCreate(ISymbol symbol)
    {
        if (symbol.IsStatic || symbol.IsImplicitlyDeclared && symbol is IFieldSymbol)
        {
            return null;
        }

        bool hasInclude = JsonAttributes.Find(symbol, "JsonIncludeAttribute") is not null;
        bool isSeen = symbol switch
        {
            IPropertySymbol { Parameters.IsEmpty: false } => false,
            IPropertySymbol property => hasInclude
                || property.GetMethod?.DeclaredAccessibility == Accessibility.Public
                || property.SetMethod?.DeclaredAccessibility == Accessibility.Public,
            _ => hasInclude,
        };
        if (!isSeen)
        {
            return null;
        }

        AttributeData? name = JsonAttributes.Find(symbol, "JsonPropertyNameAttribute");
        return new JsonMember(symbol, name?.ConstructorArguments is [{ Value: string text }] ? text : symbol.Name, hasInclude);
    }

    // As System.Text.Json resolves it: what is ignored gives way, what is hidden or overridden stays away.
    private static bool TryPlace(JsonMember member, List<JsonMember> members)
    {
        int place = members.FindIndex(other => other.JsonName == member.JsonName);
        JsonMember? hiding = members.Find(other => other.Name == member.Name && other.IsIgnored);
        if (place < 0)
        {
            if (hiding is null)
            {
                members.Add(member);
            }

            return true;
        }

        if (members[place].IsIgnored && members[place].Name != member.Name)
        {
            members[place] = member;
            return true;
        }

        return member.IsIgnored || members[place].Name == member.Name;
    }
}
