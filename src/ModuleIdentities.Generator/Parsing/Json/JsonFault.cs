namespace ModuleIdentities.Generator.Parsing;

/// <summary>Why a payload cannot be carried.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Member">The type or member at fault, as a developer writes it.</param>
internal sealed record JsonFault(JsonFaultKind Kind, string Member);

/// <summary>Why a payload cannot be carried. Each has a text <c>JsonFault…</c> in the resources.</summary>
internal enum JsonFaultKind
{
    /// <summary>What is in it is known when the program runs only: <c>object</c>, a delegate, a type of .NET that is no value.</summary>
    Unknown,

    /// <summary>It is a collection that System.Text.Json has no build-time contract for.</summary>
    Collection,

    /// <summary>The keys of the dictionary are no JSON property names.</summary>
    Key,

    /// <summary>Generated code cannot name it.</summary>
    Inaccessible,

    /// <summary>Its converter cannot be made by a plain constructor.</summary>
    Converter,

    /// <summary>Two of its properties have one name in JSON.</summary>
    NameTaken,

    /// <summary>System.Text.Json would not know how to make one.</summary>
    Constructor,

    /// <summary>A parameter of its constructor is no property of it.</summary>
    Parameter,

    /// <summary>An <c>init</c> property of a generic type can be set by its constructor only.</summary>
    GenericInit,
}
