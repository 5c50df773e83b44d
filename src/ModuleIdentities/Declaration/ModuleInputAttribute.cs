namespace ModuleIdentities;

/// <summary>
/// Marks a method of a <see cref="ModuleIdentityAttribute"/> class as the one to call with what IoT Edge routes to an input of the module. It takes the
/// body, which is JSON, or none; after it the <see cref="InputMessage"/>, or that alone for a body of any kind; and a
/// <see cref="CancellationToken"/>, which ends with the connection. It returns nothing, a <see cref="Task"/> or a <see cref="ValueTask"/>.
/// </summary>
/// <remarks>
/// Messages are handled one at a time, in the order of arrival. Each is acknowledged when its method has ended, in failure too, which the log tells: MQTT
/// has no way to give a message back. One whose method has not ended when the connection does is not acknowledged, and comes again. So does one whose method takes longer than the hub of IoT
/// Edge waits, 30 seconds by default: hand on what takes long to a task or a queue of the module's own.
/// </remarks>
/// <param name="name">The input's name, as the routes of the deployment have it: <c>BrokeredEndpoint("/modules/filter/inputs/readings")</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ModuleInputAttribute(string name) : Attribute
{
    /// <summary>The input's name.</summary>
    public string Name { get; } = name;
}
