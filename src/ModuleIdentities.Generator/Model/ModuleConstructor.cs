using ModuleIdentities.Generator.Collections;

namespace ModuleIdentities.Generator.Model;

/// <summary>A constructor of a module class.</summary>
/// <param name="Accessibility">Its accessibility, as written in C#.</param>
/// <param name="Parameters">Its parameters.</param>
internal sealed record ModuleConstructor(string Accessibility, EquatableArray<ConstructorParameter> Parameters);

/// <summary>A parameter of a module's constructor.</summary>
/// <param name="Name">Its name, unescaped.</param>
/// <param name="Type">Its fully qualified type, without a reference type's <c>?</c>.</param>
/// <param name="IsNullableReference">Whether <paramref name="Type"/> is written with <c>?</c>.</param>
/// <param name="DefaultValue">The C# text of its default value, or <see langword="null"/> when it has none.</param>
/// <param name="ServiceKey">The C# text of the key its service is registered under, or <see langword="null"/> when there is no key.</param>
internal readonly record struct ConstructorParameter(
    string Name, string Type, bool IsNullableReference, string? DefaultValue, string? ServiceKey);
