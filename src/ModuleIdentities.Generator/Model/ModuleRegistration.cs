using ModuleIdentities.Generator.Collections;

namespace ModuleIdentities.Generator.Model;

/// <summary>The part of a <see cref="ModuleClass"/> that its registration depends on: nothing of its members.</summary>
/// <param name="Type">Where the class is.</param>
/// <param name="HasInterface">Whether there is an interface of what it sends.</param>
/// <param name="Parameters">The parameters of its constructor.</param>
internal sealed record ModuleRegistration(TypePath Type, bool HasInterface, EquatableArray<ConstructorParameter> Parameters);
