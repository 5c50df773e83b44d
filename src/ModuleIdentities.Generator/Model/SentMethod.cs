using ModuleIdentities.Generator.Collections;

namespace ModuleIdentities.Generator.Model;

/// <summary>A method that sends, to implement.</summary>
/// <param name="IsReport">Whether it sends twin properties; otherwise it sends a message.</param>
/// <param name="Modifiers">Its modifiers as the user wrote them: both halves of a partial method must have the same.</param>
/// <param name="IsPublic">Whether it can be a member of the class's interface.</param>
/// <param name="Name">Its name, unescaped.</param>
/// <param name="IsOverloaded">Whether the class has other methods of the name, so that the name alone does not refer to it.</param>
/// <param name="IsDocumented">Whether the user has written documentation for it.</param>
/// <param name="Component">The component that it sends for, or <see langword="null"/> for the module itself.</param>
/// <param name="Output">The output that it sends to, or <see langword="null"/> for none.</param>
/// <param name="Parameters">Its parameters.</param>
internal sealed record SentMethod(
    bool IsReport,
    string Modifiers,
    bool IsPublic,
    string Name,
    bool IsOverloaded,
    bool IsDocumented,
    string? Component,
    string? Output,
    EquatableArray<SentParameter> Parameters);

/// <summary>A parameter of a method that sends.</summary>
/// <param name="Name">Its name, unescaped, and that of a field.</param>
/// <param name="Type">Its fully qualified type.</param>
/// <param name="IsParams">Whether it is a <c>params</c> parameter, which both halves of a method must say.</param>
/// <param name="Role">What it is to the message.</param>
/// <param name="Scalar">How a field that is one JSON value is written.</param>
/// <param name="UnderlyingType">The integer type of an enumeration, otherwise <see langword="null"/>.</param>
/// <param name="PropertyName">The name of an application property, otherwise <see langword="null"/>.</param>
/// <param name="DefaultValue">The C# text of its default value, or <see langword="null"/> when it has none.</param>
internal readonly record struct SentParameter(
    string Name,
    string Type,
    bool IsParams,
    SentParameterRole Role,
    JsonScalar Scalar,
    string? UnderlyingType,
    string? PropertyName,
    string? DefaultValue);

/// <summary>What a parameter is to the message.</summary>
internal enum SentParameterRole
{
    /// <summary>A field of the body's object.</summary>
    Field,

    /// <summary>The body itself.</summary>
    Body,

    /// <summary>Many bodies, each a message of its own.</summary>
    Bodies,

    /// <summary>An application property beside the body.</summary>
    MessageProperty,

    /// <summary>Ends the wait.</summary>
    CancellationToken,
}
