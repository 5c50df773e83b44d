using ModuleIdentities.Generator.Collections;

namespace ModuleIdentities.Generator.Model;

/// <summary>How one type is written and read.</summary>
internal abstract record JsonContract;

/// <summary>A type that the runtime knows how to write and read.</summary>
/// <param name="Method">The runtime's method for it, with its type arguments: <c>List&lt;int&gt;</c>.</param>
/// <param name="Argument">The C# text of its argument; empty for none.</param>
internal sealed record JsonCall(string Method, string Argument = "") : JsonContract;

/// <summary>A class or struct as JSON sees it.</summary>
/// <param name="Type">The fully qualified type.</param>
/// <param name="IsStruct">Whether it is a struct.</param>
/// <param name="Creation">How it is made; <see langword="null"/> when it is only written.</param>
/// <param name="Handling">The calls that set what holds for the whole type.</param>
/// <param name="Properties">Its properties.</param>
internal sealed record JsonShape(
    string Type, bool IsStruct, JsonCreation? Creation, EquatableArray<string> Handling, EquatableArray<JsonProperty> Properties) : JsonContract;

/// <summary>How an object is made.</summary>
/// <param name="Parameters">The parameters of its constructor.</param>
/// <param name="RequiredMembers">The members, unescaped, that C# wants to be set at once.</param>
internal sealed record JsonCreation(EquatableArray<JsonParameter> Parameters, EquatableArray<string> RequiredMembers);

/// <summary>A parameter of a payload's constructor.</summary>
/// <param name="Name">Its name, unescaped.</param>
/// <param name="Type">Its fully qualified type.</param>
/// <param name="DefaultValue">The C# text of its default value, or <see langword="null"/> when it has none.</param>
internal readonly record struct JsonParameter(string Name, string Type, string? DefaultValue);

/// <summary>A property or field of a payload.</summary>
/// <param name="Name">Its name, unescaped.</param>
/// <param name="Type">Its fully qualified type.</param>
/// <param name="CanGet">Whether it is written.</param>
/// <param name="Setter">How it is read.</param>
/// <param name="DeclaringType">The fully qualified type that declares it, when its setter is called by name.</param>
/// <param name="Handling">The calls that set what holds for it.</param>
internal sealed record JsonProperty(
    string Name, string Type, bool CanGet, JsonSetter Setter, string DeclaringType, EquatableArray<string> Handling);

/// <summary>How a property is set when it is read from JSON.</summary>
internal enum JsonSetter
{
    /// <summary>Not at all, or by the constructor.</summary>
    None,

    /// <summary>By an assignment.</summary>
    Assignment,

    /// <summary>By calling the <c>init</c> accessor, which C# allows while an object is made only.</summary>
    InitAccessor,
}
