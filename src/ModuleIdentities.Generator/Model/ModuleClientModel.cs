namespace ModuleIdentities.Generator.Model;

/// <summary>The client of a module class.</summary>
/// <param name="ModuleId">The module id in IoT Hub.</param>
/// <param name="ModelId">The IoT Plug and Play model, or <see langword="null"/> when there is none.</param>
/// <param name="Model">What the model says; <see langword="null"/> when there is none.</param>
/// <param name="JsonContext">The fully qualified type of the user's own contracts, or <see langword="null"/> when there are none.</param>
/// <param name="InterfaceAccessibility">
/// The accessibility of the interface of what the class sends, as written in C#; <see langword="null"/> when there is none.
/// </param>
/// <param name="Constructor">The constructor that <c>ConnectAsync</c> and the container call.</param>
/// <param name="IsRegistrable">Whether code outside the class can construct it and the project knows the generic host.</param>
internal sealed record ModuleClientModel(
    string ModuleId,
    string? ModelId,
    DtdlInterface? Model,
    string? JsonContext,
    string? InterfaceAccessibility,
    ModuleConstructor Constructor,
    bool IsRegistrable);
