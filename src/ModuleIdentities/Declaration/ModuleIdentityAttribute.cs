namespace ModuleIdentities;

/// <summary>
/// Declares that a partial class is a module of an IoT Hub device. The generator gives the class its typed
/// <c>ProvisionAsync</c> and <c>ConnectAsync</c>, and implements its <see cref="TelemetryAttribute"/> methods.
/// </summary>
/// <param name="moduleId">
/// The module id: 1 to 128 ASCII letters, digits and <c>- . % _ * ? ! ( ) , : = @ $ '</c>, not starting with <c>$</c>.
/// Case-sensitive. Checked when the project is built.
/// </param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ModuleIdentityAttribute(string moduleId) : Attribute
{
    /// <summary>The module id in IoT Hub.</summary>
    public string ModuleId { get; } = moduleId;
}
