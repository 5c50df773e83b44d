using ModuleIdentities.Generator.Collections;

namespace ModuleIdentities.Generator.Model;

/// <summary>The place of a class: its namespace (empty for the global one), the types around it from the outside in, its name.</summary>
internal sealed record TypePath(string Namespace, EquatableArray<ContainingType> Containers, string Name);

/// <summary>A type around a module class.</summary>
/// <param name="Keyword">How it is declared, such as <c>class</c> or <c>record struct</c>.</param>
/// <param name="Name">Its name, unescaped.</param>
internal readonly record struct ContainingType(string Keyword, string Name);
