using ModuleIdentities.Generator.Collections;

namespace ModuleIdentities.Generator.Model;

/// <summary>A telemetry method to implement.</summary>
/// <param name="Modifiers">Its modifiers as the user wrote them: both halves of a partial method must have the same.</param>
/// <param name="Name">Its name, unescaped.</param>
/// <param name="Fields">The parameters that become fields of the message body.</param>
/// <param name="CancellationToken">The name of the trailing cancellation token, unescaped, or <see langword="null"/> when there is none.</param>
internal sealed record TelemetryMethod(string Modifiers, string Name, EquatableArray<TelemetryField> Fields, string? CancellationToken);

/// <summary>A field of a message body.</summary>
/// <param name="Name">The name of the parameter and of the JSON property.</param>
/// <param name="Type">The fully qualified type of the parameter.</param>
/// <param name="Scalar">How its value is written.</param>
/// <param name="UnderlyingType">The integer type of an enumeration, otherwise <see langword="null"/>.</param>
/// <param name="IsNullableValue">Whether the type is a <see cref="Nullable{T}"/>.</param>
internal readonly record struct TelemetryField(string Name, string Type, JsonScalar Scalar, string? UnderlyingType, bool IsNullableValue);
