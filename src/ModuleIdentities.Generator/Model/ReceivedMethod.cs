namespace ModuleIdentities.Generator.Model;

/// <summary>A method that receives, to call.</summary>
/// <param name="Kind">What it receives.</param>
/// <param name="Name">The name of the C# method, unescaped.</param>
/// <param name="WireName">The name of the property, the direct method or the input.</param>
/// <param name="Component">The component that it belongs to, or <see langword="null"/> for the module itself.</param>
/// <param name="ValueType">The fully qualified type of the value, the request or the body; <see langword="null"/> when it takes none.</param>
/// <param name="AcceptsNull">Whether it takes a null.</param>
/// <param name="HasVersion">Whether it takes the version of the desired properties.</param>
/// <param name="HasMessage">Whether it takes the message that the value is the body of.</param>
/// <param name="HasToken">Whether it takes a cancellation token.</param>
/// <param name="Result">What it returns.</param>
/// <param name="ResponseType">The fully qualified type of an answer's payload; <see langword="null"/> when it has none.</param>
internal sealed record ReceivedMethod(
    ReceivedKind Kind,
    string Name,
    string WireName,
    string? Component,
    string? ValueType,
    bool AcceptsNull,
    bool HasVersion,
    bool HasMessage,
    bool HasToken,
    ReceivedResult Result,
    string? ResponseType);

/// <summary>What a method receives.</summary>
internal enum ReceivedKind
{
    /// <summary>A desired property.</summary>
    DesiredProperty,

    /// <summary>The call of a direct method.</summary>
    DirectMethod,

    /// <summary>A message for an input.</summary>
    Input,
}

/// <summary>What a method that receives returns.</summary>
/// <param name="Form">Whether and how it is awaited.</param>
/// <param name="Content">What it comes to.</param>
internal readonly record struct ReceivedResult(ReceivedForm Form, ReceivedContent Content);

/// <summary>Whether and how a method is awaited.</summary>
internal enum ReceivedForm
{
    /// <summary>Not at all.</summary>
    Direct,

    /// <summary>As a <c>Task</c>.</summary>
    Task,

    /// <summary>As a <c>ValueTask</c>.</summary>
    ValueTask,
}

/// <summary>What a method comes to.</summary>
internal enum ReceivedContent
{
    /// <summary>Nothing: all went well.</summary>
    Nothing,

    /// <summary>The runtime's own answer: a <c>PropertyResponse</c>, a <c>MethodResponse</c>, with a payload or without.</summary>
    Answer,

    /// <summary>A payload.</summary>
    Payload,
}
