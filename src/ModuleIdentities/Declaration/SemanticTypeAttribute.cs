namespace ModuleIdentities;

/// <summary>
/// Says what a number means, in the digital twin model of a <see cref="ModuleIdentityAttribute"/> class: a telemetry field, a twin property, a
/// request or a response, or a property of a payload. Checked when the project is built.
/// </summary>
/// <remarks>Source: "QuantitativeTypes extension, version 1" (DTDL), which lists the types and their units.</remarks>
/// <param name="type">The semantic type, such as <c>Temperature</c>.</param>
/// <param name="unit">The unit, such as <c>degreeCelsius</c>.</param>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.ReturnValue)]
public sealed class SemanticTypeAttribute(string type, string unit) : Attribute
{
    /// <summary>The semantic type.</summary>
    public string Type { get; } = type;

    /// <summary>The unit.</summary>
    public string Unit { get; } = unit;
}
