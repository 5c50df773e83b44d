using System.Collections;
using System.Reflection;

namespace ModuleIdentities.Generator.Tests.Infrastructure;

/// <summary>Writes a model as text, each value of it that is not null or empty, so that a test can compare the whole.</summary>
internal static class ModelText
{
    private const int LongestLine = 140;

    public static string Of(object? model) => Write(model, "") + "\n";

    private static string Write(object? value, string indent) => value switch
    {
        null => "null",
        string words => $"\"{words}\"",
        IEnumerable items => Wrap("[", [.. items.Cast<object?>().Select(item => Write(item, indent + "  "))], "]", indent),
        _ when value.GetType() is { IsPrimitive: true } or { IsEnum: true } => value.ToString()!,
        _ => Wrap(value.GetType().Name + "(", [.. ValuesOf(value).Select(part => $"{part.Name}: {Write(part.Value, indent + "  ")}")], ")", indent),
    };

    private static IEnumerable<(string Name, object Value)> ValuesOf(object record)
    {
        foreach (ParameterInfo parameter in record.GetType().GetConstructors().MaxBy(constructor => constructor.GetParameters().Length)!.GetParameters())
        {
            object? value = record.GetType().GetProperty(parameter.Name!)!.GetValue(record);
            if (value is not (null or string { Length: 0 }) && !(value is IEnumerable items && !items.Cast<object?>().Any()))
            {
                yield return (parameter.Name!, value);
            }
        }
    }

    private static string Wrap(string open, string[] parts, string close, string indent)
    {
        string line = open + string.Join(", ", parts) + close;
        return line.Length + indent.Length <= LongestLine && !line.Contains('\n', StringComparison.Ordinal)
            ? line
            : open + string.Concat(parts.Select(part => $"\n{indent}  {part}")) + close;
    }
}
