using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Emission;

/// <summary>Writes the body of a telemetry method: one call, with the fields as state so that the writing delegate captures nothing.</summary>
internal static class TelemetryEmitter
{
    public static void Write(SourceWriter writer, TelemetryMethod method)
    {
        writer.WriteLine();
        writer.WriteLine(GeneratedMark.Attribute);
        writer.WriteLine($"{method.Modifiers} global::System.Threading.Tasks.Task {Identifier.Escape(method.Name)}({Parameters(method)}) =>");
        writer.Indent();
        string end = $", cancellationToken: {(method.CancellationToken is { } token ? Identifier.Escape(token) : "default")});";
        if (method.Fields is [{ IsNullableValue: false } only])
        {
            string state = Identifier.Escape(only.Name);
            string json = only.Name == "writer" ? "json" : "writer";
            writer.WriteLine($"_moduleClient.SendTelemetryAsync({state}, static ({json}, {state}) => {WriteCall(json, only, state)}{end}");
        }
        else if (method.Fields.Count == 0)
        {
            writer.WriteLine($"_moduleClient.SendTelemetryAsync(0, static (_, _) => {{ }}{end}");
        }
        else
        {
            WriteBlock(writer, method, end);
        }

        writer.Unindent();
    }

    private static void WriteBlock(SourceWriter writer, TelemetryMethod method, string end)
    {
        writer.WriteLine($"_moduleClient.SendTelemetryAsync({State(method)}, static (writer, fields) =>");
        writer.OpenBlock();
        for (int i = 0; i < method.Fields.Count; i++)
        {
            TelemetryField field = method.Fields[i];
            string value = method.Fields.Count == 1 ? "fields" : "fields." + TupleElement(field.Name, i);
            if (!field.IsNullableValue)
            {
                writer.WriteLine($"{WriteCall("writer", field, value)};");
                continue;
            }

            writer.WriteLine($"if ({value}.HasValue)");
            writer.OpenBlock();
            writer.WriteLine($"{WriteCall("writer", field, value + ".Value")};");
            writer.CloseBlock();
            writer.WriteLine("else");
            writer.OpenBlock();
            writer.WriteLine($"writer.WriteNull({PropertyName(field)});");
            writer.CloseBlock();
        }

        writer.CloseBlock("}" + end);
    }

    private static string Parameters(TelemetryMethod method)
    {
        List<string> parameters = new(method.Fields.Count + 1);
        foreach (TelemetryField field in method.Fields)
        {
            parameters.Add($"{field.Type} {Identifier.Escape(field.Name)}");
        }

        if (method.CancellationToken is { } token)
        {
            parameters.Add($"global::System.Threading.CancellationToken {Identifier.Escape(token)}");
        }

        return string.Join(", ", parameters);
    }

    private static string State(TelemetryMethod method)
    {
        string[] values = new string[method.Fields.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Identifier.Escape(method.Fields[i].Name);
        }

        return values.Length == 1 ? values[0] : $"({string.Join(", ", values)})";
    }

    // Names that a tuple has already cannot be an element's.
    private static string TupleElement(string name, int index)
    {
        bool isTaken = name is "ToString" or "Equals" or "GetHashCode" or "GetType" or "CompareTo" or "Deconstruct" or "Rest"
            || name.StartsWith("Item", StringComparison.Ordinal);
        return isTaken ? $"Item{CSharpLiteral.TryFormat(index + 1)}" : Identifier.Escape(name);
    }

    private static string PropertyName(TelemetryField field) => CSharpLiteral.Quote(field.Name) + "u8";

    private static string WriteCall(string writer, TelemetryField field, string value)
    {
        (string method, string argument) = field.Scalar switch
        {
            JsonScalar.Boolean => ("WriteBoolean", value),
            JsonScalar.Number => ("WriteNumber", value),
            JsonScalar.EnumNumber => ("WriteNumber", $"({field.UnderlyingType}){value}"),
            JsonScalar.Character => ("WriteString", $"[{value}]"),
            JsonScalar.Duration => ("WriteString", $"{value}.ToString(\"c\")"),
            JsonScalar.Date => ("WriteString", $"{value}.ToString(\"O\")"),
            JsonScalar.TimeOfDay => ("WriteString", $"{value}.ToTimeSpan().ToString(\"c\")"),
            _ => ("WriteString", value),
        };
        return $"{writer}.{method}({PropertyName(field)}, {argument})";
    }
}
