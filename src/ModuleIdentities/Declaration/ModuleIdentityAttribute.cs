namespace ModuleIdentities;

/// <summary>
/// Declares that a partial class is a module of an IoT Hub device. The generator gives the class its typed
/// <c>ProvisionAsync</c> and <c>ConnectAsync</c>, implements its <see cref="TelemetryAttribute"/> and <see cref="ReportedPropertyAttribute"/> methods, and
/// calls its <see cref="DesiredPropertyAttribute"/> and <see cref="DirectMethodAttribute"/> methods.
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

    /// <summary>
    /// The IoT Plug and Play model of the module, a digital twin model identifier such as <c>dtmi:com:example:Thermostat;1</c>. It is announced when
    /// the device registers and when the module connects. Null for none.
    /// </summary>
    public string? ModelId { get; set; }

    /// <summary>
    /// A <see cref="System.Text.Json.Serialization.JsonSerializerContext"/> whose contracts win over the generated ones for the types that it knows.
    /// Null for none.
    /// </summary>
    public Type? JsonContext { get; set; }
}
