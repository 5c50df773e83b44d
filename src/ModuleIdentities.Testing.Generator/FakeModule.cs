using ModuleIdentities.Generator.Collections;

namespace ModuleIdentities.Generator.Model;

/// <summary>All that the generated half of one fake depends on.</summary>
/// <param name="Type">Where the class is.</param>
/// <param name="Interface">The fully qualified interface that it implements.</param>
/// <param name="Logs">One for each method of the interface, in its order.</param>
internal sealed record FakeModule(TypePath Type, string Interface, EquatableArray<FakeLog> Logs);

/// <summary>What one method is given, and where that is kept.</summary>
/// <param name="Name">The name of the property, unescaped.</param>
/// <param name="IsPublic">Whether everybody sees the types of what it keeps.</param>
/// <param name="Method">The method.</param>
internal sealed record FakeLog(string Name, bool IsPublic, SentMethod Method);
