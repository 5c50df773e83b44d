namespace ModuleIdentities;

/// <summary>
/// Declares a partial method of a <see cref="ModuleIdentityAttribute"/> class as an update of reported twin properties. The generator implements it:
/// each parameter is a property, named as the parameter is, and all of one call travel in one patch. A null value removes the property.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReportedPropertyAttribute : Attribute
{
    /// <summary>The IoT Plug and Play component that the properties belong to; null for the module itself.</summary>
    public string? Component { get; set; }
}
