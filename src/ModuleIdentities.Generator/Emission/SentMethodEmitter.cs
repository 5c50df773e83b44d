using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Emission;

/// <summary>Writes the body of a method that sends: one call, with the fields as state so that the writing delegate captures nothing.</summary>
internal static class SentMethodEmitter
{
    public static void Write(SourceWriter writer, SentMethod method)
    {
        writer.WriteLine();
        writer.WriteLine($"{method.Modifiers} {ParameterList.Task} {Identifier.Escape(method.Name)}({ParameterList.Of(method)}) =>");
        writer.Indent();
        string? token = Find(method, SentParameterRole.CancellationToken) is { } last ? Identifier.Escape(last.Name) : null;
        string end = $"{Properties(method)}{(token is null ? "" : ", cancellationToken: " + token)});";
        if (Find(method, SentParameterRole.Body) is { } body)
        {
            writer.WriteLine($"ModuleClient.SendTelemetryAsync({Identifier.Escape(body.Name)}, {Contract(body.Type)}{end}");
        }
        else if (Find(method, SentParameterRole.Bodies) is { } bodies)
        {
            // IReadOnlyList<T> or IAsyncEnumerable<T>, as it was written.
            int start = bodies.Type.IndexOf('<') + 1;
            string element = bodies.Type.Substring(start, bodies.Type.LastIndexOf('>') - start);
            writer.WriteLine($"ModuleClient.SendTelemetryBatchAsync({Identifier.Escape(bodies.Name)}, {Contract(element)}{end}");
        }
        else if (OnlyScalar(method) is { } scalar)
        {
            WriteScalar(writer, method, scalar, token, end);
        }
        else
        {
            WriteFields(writer, method, end);
        }

        writer.Unindent();
    }

    // Most messages are one value, for which the runtime needs no delegate.
    private static void WriteScalar(SourceWriter writer, SentMethod method, SentParameter field, string? token, string end)
    {
        string cast = field.Scalar == JsonScalar.EnumNumber ? $"({field.UnderlyingType})" : "";
        string arguments = $"{CSharpLiteral.Quote(field.Name)}u8, {cast}{Identifier.Escape(field.Name)}";
        if (method.IsReport)
        {
            writer.WriteLine($"ModuleClient.ReportPropertyAsync({arguments}{end}");
        }
        else
        {
            writer.WriteLine($"ModuleClient.SendFieldAsync({arguments}{Properties(method)}{(token is null ? "" : ", " + token)});");
        }
    }

    private static SentParameter? OnlyScalar(SentMethod method)
    {
        SentParameter? only = null;
        foreach (SentParameter parameter in method.Parameters)
        {
            if (parameter.Role == SentParameterRole.Field)
            {
                if (only is not null)
                {
                    return null;
                }

                only = parameter;
            }
        }

        return only is { Scalar: not JsonScalar.None } ? only : null;
    }

    private static void WriteFields(SourceWriter writer, SentMethod method, string end)
    {
        string call = method.IsReport ? "ReportPropertiesAsync" : "SendTelemetryAsync";
        SentParameter[] fields = [.. method.Parameters.Where(static parameter => parameter.Role == SentParameterRole.Field)];
        switch (fields)
        {
            case []:
                writer.WriteLine($"ModuleClient.{call}(0, static (_, _) => {{ }}{end}");
                break;
            case [var only]:
                writer.WriteLine($"ModuleClient.{call}({Identifier.Escape(only.Name)}, static (json, value) => {WriteCall(only, "value")}{end}");
                break;
            default:
                writer.WriteLine($"ModuleClient.{call}(({string.Join(", ", fields.Select(static field => Identifier.Escape(field.Name)))}), static (json, fields) =>");
                writer.OpenBlock();
                for (int i = 0; i < fields.Length; i++)
                {
                    writer.WriteLine($"{WriteCall(fields[i], "fields." + TupleElement(fields[i].Name, i))};");
                }

                writer.CloseBlock("}" + end);
                break;
        }
    }

    // Names that a tuple has already cannot be an element's.
    private static string TupleElement(string name, int index)
    {
        bool isTaken = name is "ToString" or "Equals" or "GetHashCode" or "GetType" or "CompareTo" or "Deconstruct" or "Rest"
            || name.StartsWith("Item", StringComparison.Ordinal);
        return isTaken ? $"Item{CSharpLiteral.TryFormat(index + 1)}" : Identifier.Escape(name);
    }

    private static string WriteCall(SentParameter field, string value)
    {
        string name = CSharpLiteral.Quote(field.Name) + "u8";
        return field.Scalar switch
        {
            JsonScalar.None => $"s_moduleJson.Write(json, {name}, {value})",
            JsonScalar.Boolean => $"json.WriteBoolean({name}, {value})",
            JsonScalar.Number => $"json.WriteNumber({name}, {value})",
            JsonScalar.EnumNumber => $"json.WriteNumber({name}, ({field.UnderlyingType}){value})",
            JsonScalar.Character => $"json.WriteString({name}, [{value}])",
            JsonScalar.Duration => $"json.WriteString({name}, {value}.ToString(\"c\"))",
            JsonScalar.Date => $"json.WriteString({name}, {value}.ToString(\"O\"))",
            JsonScalar.TimeOfDay => $"json.WriteString({name}, {value}.ToTimeSpan().ToString(\"c\"))",
            _ => $"json.WriteString({name}, {value})",
        };
    }

    private static string Contract(string type) => $"s_moduleJson.Of<{type}>()";

    private static SentParameter? Find(SentMethod method, SentParameterRole role)
    {
        foreach (SentParameter parameter in method.Parameters)
        {
            if (parameter.Role == role)
            {
                return parameter;
            }
        }

        return null;
    }

    private static string Properties(SentMethod method)
    {
        if (method.IsReport)
        {
            return method.Component is { } reported ? $", component: {CSharpLiteral.Quote(reported)}" : "";
        }

        IEnumerable<string> properties = method.Parameters
            .Where(static parameter => parameter.Role == SentParameterRole.MessageProperty)
            .Select(static parameter => $".With({CSharpLiteral.Quote(parameter.PropertyName!)}, {Identifier.Escape(parameter.Name)})");
        string all = string.Concat(properties);
        const string Runtime = "global::ModuleIdentities.MessageProperties";
        return method switch
        {
            { Component: { } component } => $", {Runtime}.Of({CSharpLiteral.Quote(component)}){all}",
            { Output: { } output } => $", {Runtime}.ToOutput({CSharpLiteral.Quote(output)}){all}",
            _ => all.Length == 0 ? "" : $", new {Runtime}(){all}",
        };
    }
}
