namespace ModuleIdentities;

/// <summary>
/// Makes a parameter of a <see cref="TelemetryAttribute"/> or <see cref="ModuleOutputAttribute"/> method an application property of the message, which hub routing can filter by. A null
/// value leaves the property out.
/// </summary>
/// <param name="name">The property's name; by default the parameter's.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class MessagePropertyAttribute(string? name = null) : Attribute
{
    /// <summary>The property's name; null for the parameter's.</summary>
    public string? Name { get; } = name;
}
