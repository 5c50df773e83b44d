using Microsoft.CodeAnalysis;
using ModuleIdentities.Generator.Parsing;

namespace ModuleIdentities.Generator.Diagnostics.Configuration;

/// <summary>
/// What a configuration section may hold. It is read off the runtime's options classes in the very version that the project references, so that
/// there is no second list to keep.
/// </summary>
internal sealed class OptionSchema
{
    private readonly Dictionary<string, OptionSchema> _members = new(StringComparer.OrdinalIgnoreCase);

    private OptionSchema(string name, OptionKind kind)
    {
        Name = name;
        Kind = kind;
    }

    public string Name { get; }

    public OptionKind Kind { get; }

    /// <summary>The names of a choice.</summary>
    public IReadOnlyList<string> Choices { get; private set; } = [];

    /// <summary>The members of a section.</summary>
    public IEnumerable<OptionSchema> Members => _members.Values;

    /// <summary>What a list or a map holds.</summary>
    public OptionSchema? Element { get; private set; }

    /// <summary>Reads the schema of the section <c>ModuleIdentities</c>.</summary>
    public static OptionSchema? Of(Compilation compilation)
    {
        if (KnownTypes.ModuleIdentityOptions(compilation) is not { } root)
        {
            return null;
        }

        OptionSchema section = OfSection(root.ContainingNamespace.Name, root);
        // Read by the package ModuleIdentities.Emulator, which the project need not reference.
        section._members["Emulator"] = new OptionSchema("Emulator", OptionKind.Anything);
        return section;
    }

    public OptionSchema? Find(string name) => Kind switch
    {
        OptionKind.Section => _members.TryGetValue(name, out OptionSchema? member) ? member : null,
        OptionKind.List or OptionKind.Map => Element,
        _ => null,
    };

    private static OptionSchema OfSection(string name, INamedTypeSymbol type)
    {
        OptionSchema section = new(name, OptionKind.Section);
        foreach (IPropertySymbol property in type.GetMembers().OfType<IPropertySymbol>())
        {
            if (property is { DeclaredAccessibility: Accessibility.Public, IsStatic: false, IsIndexer: false } && Of(property.Name, property.Type) is { } member
                && (property.SetMethod is not null || member.Kind is OptionKind.Section or OptionKind.List or OptionKind.Map))
            {
                section._members[property.Name] = member;
            }
        }

        return section;
    }

    // Null for what no configuration can hold, such as a logger factory.
    private static OptionSchema? Of(string name, ITypeSymbol type) => type switch
    {
        INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var value] } => Of(name, value),
        { SpecialType: SpecialType.System_String } => new OptionSchema(name, OptionKind.Text),
        { SpecialType: SpecialType.System_Boolean } => new OptionSchema(name, OptionKind.Switch),
        { SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64 } => new OptionSchema(name, OptionKind.Integer),
        { SpecialType: SpecialType.System_Double } => new OptionSchema(name, OptionKind.Number),
        { TypeKind: TypeKind.Enum } => new OptionSchema(name, OptionKind.Choice)
        {
            Choices = [.. type.GetMembers().OfType<IFieldSymbol>().Where(static field => field.IsConst).Select(static field => field.Name)],
        },
        { Name: "TimeSpan", ContainingNamespace.Name: "System" } => new OptionSchema(name, OptionKind.Duration),
        { Name: "Uri", ContainingNamespace.Name: "System" } => new OptionSchema(name, OptionKind.Address),
        IArrayTypeSymbol { ElementType: var element } => OfMany(name, OptionKind.List, element),
        INamedTypeSymbol { Name: "IDictionary" or "Dictionary", TypeArguments: [_, var element] } => OfMany(name, OptionKind.Map, element),
        INamedTypeSymbol { Name: "IList" or "List" or "ICollection", TypeArguments: [var element] } => OfMany(name, OptionKind.List, element),
        INamedTypeSymbol { TypeKind: TypeKind.Class, ContainingNamespace.Name: "ModuleIdentities" } section => OfSection(name, section),
        _ => null,
    };

    private static OptionSchema? OfMany(string name, OptionKind kind, ITypeSymbol element) =>
        Of(name, element) is { } schema ? new OptionSchema(name, kind) { Element = schema } : null;
}

/// <summary>What an option may be given.</summary>
internal enum OptionKind
{
    Section,
    Text,
    Switch,
    Integer,
    Number,
    Duration,
    Address,
    Choice,
    List,
    Map,

    /// <summary>Somebody else's section.</summary>
    Anything,
}
