using System.ComponentModel;
using System.Globalization;

namespace ModuleIdentities;

/// <summary>The component and the application properties of one message, kept as the property bag of its topic; made by generated code.</summary>
/// <remarks>Source: "Communicate with an IoT hub using the MQTT protocol" (Microsoft docs): names and values are percent-encoded, blanks as <c>%20</c>.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct MessageProperties
{
    private readonly Property? _last;

    private MessageProperties(Property last) => _last = last;

    /// <summary>The encoded properties, each after an <c>&amp;</c>; null for none. Put together anew each time.</summary>
    internal string? Bag => _last?.Encode();

    /// <summary>The properties of a message of an IoT Plug and Play component.</summary>
    /// <param name="component">The component's name.</param>
    public static MessageProperties Of(string component) => new(new Property(null, "%24.sub", Uri.EscapeDataString(component)));

    /// <summary>The properties of a message to an output of a module of IoT Edge.</summary>
    /// <param name="output">The output's name.</param>
    public static MessageProperties ToOutput(string output) => new(new Property(null, "%24.on", Uri.EscapeDataString(output)));

    /// <summary>These properties and one more; a null value adds none.</summary>
    /// <param name="name">The property's name.</param>
    /// <param name="value">The property's value.</param>
    public MessageProperties With(string name, string? value) =>
        value is null ? this : new MessageProperties(new Property(_last, Uri.EscapeDataString(name), Uri.EscapeDataString(value)));

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

    /// <summary>An encoded property and those before it: no text is made of some of them only to be copied for one more.</summary>
    private sealed class Property(Property? before, string name, string value)
    {
        private readonly int _length = (before?._length ?? 0) + name.Length + value.Length + 2;

        private Property? Before { get; } = before;

        private string Name { get; } = name;

        private string Value { get; } = value;

        public string Encode() => string.Create(_length, this, static (text, last) => last.Write(text));

        private void Write(Span<char> text)
        {
            for (Property? property = this; property is not null; property = property.Before)
            {
                Span<char> own = text[(property.Before?._length ?? 0)..property._length];
                own[0] = '&';
                property.Name.CopyTo(own[1..]);
                own[property.Name.Length + 1] = '=';
                property.Value.CopyTo(own[(property.Name.Length + 2)..]);
            }
        }
    }
}
