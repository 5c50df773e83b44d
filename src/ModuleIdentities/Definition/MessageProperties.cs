using System.ComponentModel;
using System.Globalization;

namespace ModuleIdentities;

/// <summary>The component and the application properties of one message, kept as the property bag of its topic; made by generated code.</summary>
/// <remarks>Source: "Communicate with an IoT hub using the MQTT protocol" (Microsoft docs): names and values are percent-encoded, blanks as <c>%20</c>.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct MessageProperties
{
    private MessageProperties(string bag) => Bag = bag;

    /// <summary>The encoded properties, each after an <c>&amp;</c>; null for none.</summary>
    internal string? Bag { get; }

    /// <summary>The properties of a message of an IoT Plug and Play component.</summary>
    /// <param name="component">The component's name.</param>
    public static MessageProperties Of(string component) => new($"&%24.sub={Uri.EscapeDataString(component)}");

    /// <summary>The properties of a message to an output of a module of IoT Edge.</summary>
    /// <param name="output">The output's name.</param>
    public static MessageProperties ToOutput(string output) => new($"&%24.on={Uri.EscapeDataString(output)}");

    /// <summary>These properties and one more; a null value adds none.</summary>
    /// <param name="name">The property's name.</param>
    /// <param name="value">The property's value.</param>
    public MessageProperties With(string name, string? value) =>
        value is null ? this : new MessageProperties($"{Bag}&{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}");

    /// <summary>These properties and one more, <c>true</c> or <c>false</c> as in JSON; a null value adds none.</summary>
    /// <param name="name">The property's name.</param>
    /// <param name="value">The property's value.</param>
    public MessageProperties With(string name, bool? value) => With(name, value is { } known ? known ? "true" : "false" : null);

    /// <summary>
    /// These properties and one more, the same in every culture: dates and times in ISO 8601, durations in the constant format, enumerations by
    /// name.
    /// </summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="name">The property's name.</param>
    /// <param name="value">The property's value.</param>
    public MessageProperties With<T>(string name, T value)
        where T : struct, IFormattable =>
        With(name, value.ToString(value is DateTime or DateTimeOffset or DateOnly or TimeOnly ? "O" : null, CultureInfo.InvariantCulture));

    /// <summary>The same for a value that may be missing; a null value adds none.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="name">The property's name.</param>
    /// <param name="value">The property's value.</param>
    public MessageProperties With<T>(string name, T? value)
        where T : struct, IFormattable => value is { } known ? With(name, known) : this;
}
