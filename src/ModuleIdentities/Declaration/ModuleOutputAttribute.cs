namespace ModuleIdentities;

/// <summary>
/// Declares a partial method of a <see cref="ModuleIdentityAttribute"/> class as a message to an output of the module, for the routes of IoT Edge:
/// <c>FROM /messages/modules/filter/outputs/alerts</c>. The generator implements it as it does a <see cref="TelemetryAttribute"/> method.
/// </summary>
/// <param name="name">The output's name. Several methods may send to one output.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ModuleOutputAttribute(string name) : Attribute
{
    /// <summary>The output's name.</summary>
    public string Name { get; } = name;
}
