using System.Globalization;
using System.Text.Json;

namespace ModuleIdentities;

/// <summary>Writes fields of one JSON value, as System.Text.Json does.</summary>
internal static class JsonField
{
    /// <summary>Writes a field. The type is known when the code is compiled to machine code, so that one branch is left and nothing is boxed.</summary>
    /// <typeparam name="T">A number, <see cref="bool"/>, <see cref="char"/>, <see cref="string"/>, <see cref="Guid"/>, or a date or time.</typeparam>
    /// <param name="json">Where to, inside an object.</param>
    /// <param name="name">Its name, as UTF-8.</param>
    /// <param name="value">Its value.</param>
    /// <exception cref="NotSupportedException">The type is none of these.</exception>
    public static void Write<T>(Utf8JsonWriter json, ReadOnlySpan<byte> name, T value)
    {
        switch (value)
        {
            case null: json.WriteNull(name); break;
            case string text: json.WriteString(name, text); break;
            case bool boolean: json.WriteBoolean(name, boolean); break;
            case double number: json.WriteNumber(name, number); break;
            case float number: json.WriteNumber(name, number); break;
            case decimal number: json.WriteNumber(name, number); break;
            case int number: json.WriteNumber(name, number); break;
            case uint number: json.WriteNumber(name, number); break;
            case long number: json.WriteNumber(name, number); break;
            case ulong number: json.WriteNumber(name, number); break;
            case short number: json.WriteNumber(name, number); break;
            case ushort number: json.WriteNumber(name, number); break;
            case sbyte number: json.WriteNumber(name, number); break;
            case byte number: json.WriteNumber(name, number); break;
            case char character: json.WriteString(name, [character]); break;
            case DateTime time: json.WriteString(name, time); break;
            case DateTimeOffset time: json.WriteString(name, time); break;
            case Guid id: json.WriteString(name, id); break;
            case TimeSpan duration: json.WriteString(name, duration.ToString("c")); break;
            case DateOnly date: json.WriteString(name, date.ToString("O", CultureInfo.InvariantCulture)); break;
            case TimeOnly time: json.WriteString(name, time.ToTimeSpan().ToString("c")); break;
            default: throw new NotSupportedException($"{typeof(T)} is not one JSON value.");
        }
    }
}
