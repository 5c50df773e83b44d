namespace ModuleIdentities.Generator.Model;

/// <summary>The client of a module class.</summary>
/// <param name="ModuleId">The module id in IoT Hub.</param>
/// <param name="Constructor">The constructor that <c>ConnectAsync</c> and the container call.</param>
/// <param name="IsRegistrable">Whether code outside the class can construct it and the project knows the generic host.</param>
internal sealed record ModuleClientModel(string ModuleId, ModuleConstructor Constructor, bool IsRegistrable);
