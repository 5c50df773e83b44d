using ModuleIdentities.Generator.Collections;

namespace ModuleIdentities.Generator.Model;

/// <summary>All that the generated half of one module class depends on.</summary>
/// <param name="Type">Where the class is.</param>
/// <param name="ModuleId">The module id in IoT Hub.</param>
/// <param name="Constructor">The constructor that <c>ConnectAsync</c> and the container call.</param>
/// <param name="Telemetry">The methods to implement, in the order of the source.</param>
/// <param name="IsRegistrable">Whether code outside the class can construct it and the project knows the generic host.</param>
internal sealed record ModuleClass(
    TypePath Type, string ModuleId, ModuleConstructor Constructor, EquatableArray<TelemetryMethod> Telemetry, bool IsRegistrable);
