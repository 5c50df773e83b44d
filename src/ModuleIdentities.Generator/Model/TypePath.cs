using ModuleIdentities.Generator.Collections;

namespace ModuleIdentities.Generator.Model;

/// <summary>The place of a class: its namespace (empty for the global one) and the types down to it, itself the last.</summary>
internal sealed record TypePath(string Namespace, EquatableArray<TypeDeclaration> Types)
{
    public TypeDeclaration Own => Types[Types.Count - 1];
}

/// <summary>A type on the way to a class.</summary>
/// <param name="Keyword">How it is declared, such as <c>class</c> or <c>record struct</c>.</param>
/// <param name="Name">Its name, unescaped.</param>
/// <param name="TypeParameters">The names of its type parameters, unescaped.</param>
internal readonly record struct TypeDeclaration(string Keyword, string Name, EquatableArray<string> TypeParameters);
