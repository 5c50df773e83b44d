using ModuleIdentities.Generator.Collections;

namespace ModuleIdentities.Generator.Model;

/// <summary>A schema of DTDL, version 3.</summary>
internal abstract record DtdlSchema
{
    /// <summary>Whether it can have a semantic type.</summary>
    public bool IsNumeric => this is DtdlPrimitive { Name: var name } && DtdlPrimitive.IsNumber(name);
}

/// <summary>A primitive schema.</summary>
/// <param name="Name">Its name, such as <c>double</c>.</param>
internal sealed record DtdlPrimitive(string Name) : DtdlSchema
{
    /// <summary>Whether a primitive schema is a number.</summary>
    public static bool IsNumber(string? name) => name is "integer" or "long" or "float" or "double";
}

/// <summary>An array.</summary>
/// <param name="Element">The schema of its elements.</param>
internal sealed record DtdlArray(DtdlSchema Element) : DtdlSchema;

/// <summary>A dictionary, whose keys are texts.</summary>
/// <param name="Value">The schema of its values.</param>
internal sealed record DtdlMap(DtdlSchema Value) : DtdlSchema;

/// <summary>An object.</summary>
/// <param name="Fields">Its fields.</param>
internal sealed record DtdlObject(EquatableArray<DtdlElement> Fields) : DtdlSchema;

/// <summary>An enumeration.</summary>
/// <param name="IsText">Whether its values travel as texts; otherwise as numbers.</param>
/// <param name="Values">Its values.</param>
internal sealed record DtdlEnum(bool IsText, EquatableArray<DtdlEnumValue> Values) : DtdlSchema;

/// <summary>A value of an enumeration.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What is said of it; <see langword="null"/> for nothing.</param>
/// <param name="Value">What travels, without quotes.</param>
internal readonly record struct DtdlEnumValue(string Name, string? Description, string Value);
