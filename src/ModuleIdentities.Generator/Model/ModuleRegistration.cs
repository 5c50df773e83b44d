using ModuleIdentities.Generator.Collections;

namespace ModuleIdentities.Generator.Model;

/// <summary>The part of a <see cref="ModuleClass"/> that its registration depends on: nothing of its members.</summary>
internal sealed record ModuleRegistration(TypePath Type, EquatableArray<ConstructorParameter> Parameters);
