using System.Text;
using ModuleIdentities.Generator.Model;

namespace ModuleIdentities.Generator.Emission;

/// <summary>Writes the model of a class as DTDL, version 3.</summary>
internal static class DtdlEmitter
{
    private const string Language = "dtmi:dtdl:context;3";
    private const string QuantitativeTypes = "dtmi:dtdl:extension:quantitativeTypes;1";

    /// <summary>Writes the constant that holds the model.</summary>
    public static void Write(SourceWriter writer, DtdlInterface? model)
    {
        if (model is null)
        {
            return;
        }

        writer.WriteLine("/// <summary>The model of the module, in the Digital Twins Definition Language, version 3.</summary>");
        writer.WriteLine("public const string Dtdl = \"\"\"");
        writer.Indent();
        foreach (string line in ToJson(model).Split('\n'))
        {
            writer.WriteLine(line);
        }

        writer.WriteLine("\"\"\";");
        writer.Unindent();
        writer.WriteLine();
    }

    private static string ToJson(DtdlInterface model)
    {
        JsonText json = new();
        json.Open('{');
        if (HasSemantics(model))
        {
            json.Write("@context", Language, QuantitativeTypes);
        }
        else
        {
            json.Write("@context", Language);
        }

        WriteBody(json, model);
        json.Close('}');
        return json.ToString();
    }

    private static void WriteBody(JsonText json, DtdlInterface model)
    {
        json.Write("@id", model.Id);
        json.Write("@type", "Interface");
        json.Write("displayName", Words(model.Name));
        json.Write("description", model.Description);
        json.Open('[', "contents");
        foreach (DtdlContent content in model.Contents)
        {
            WriteContent(json, content);
        }

        foreach (DtdlInterface component in model.Components)
        {
            json.Open('{');
            json.Write("@type", "Component");
            json.Write("name", component.Name);
            json.Write("displayName", Words(component.Name));
            json.Open('{', "schema");
            WriteBody(json, component);
            json.Close('}');
            json.Close('}');
        }

        json.Close(']');
    }

    private static void WriteContent(JsonText json, DtdlContent content)
    {
        string type = content.Kind switch
        {
            DtdlContentKind.Telemetry => "Telemetry",
            DtdlContentKind.Command => "Command",
            _ => "Property",
        };
        json.Open('{');
        WriteElement(json, type, content.Element, Words(content.Element.Name));
        if (content.Kind == DtdlContentKind.WritableProperty)
        {
            json.WriteLiteral("writable", "true");
        }

        WritePart(json, "request", "CommandRequest", content.Request);
        WritePart(json, "response", "CommandResponse", content.Response);
        json.Close('}');
    }

    private static void WritePart(JsonText json, string name, string type, DtdlElement? part)
    {
        if (part is not null)
        {
            json.Open('{', name);
            WriteElement(json, type, part, displayName: null);
            json.Close('}');
        }
    }

    private static void WriteElement(JsonText json, string type, DtdlElement element, string? displayName)
    {
        if (element.Semantic is { } semantic)
        {
            json.Write("@type", type, semantic.Type);
        }
        else
        {
            json.Write("@type", type);
        }

        json.Write("name", element.Name);
        json.Write("displayName", displayName);
        json.Write("description", element.Description);
        if (element.Schema is not null)
        {
            WriteSchema(json, "schema", element.Schema);
        }

        json.Write("unit", element.Semantic?.Unit);
    }

    private static void WriteSchema(JsonText json, string name, DtdlSchema schema)
    {
        if (schema is DtdlPrimitive primitive)
        {
            json.Write(name, primitive.Name);
            return;
        }

        json.Open('{', name);
        switch (schema)
        {
            case DtdlArray array:
                json.Write("@type", "Array");
                WriteSchema(json, "elementSchema", array.Element);
                break;
            case DtdlMap map:
                json.Write("@type", "Map");
                json.WriteLiteral("mapKey", """{ "name": "key", "schema": "string" }""");
                json.Open('{', "mapValue");
                json.Write("name", "value");
                WriteSchema(json, "schema", map.Value);
                json.Close('}');
                break;
            case DtdlObject value:
                WriteFields(json, value);
                break;
            case DtdlEnum enumeration:
                WriteValues(json, enumeration);
                break;
        }

        json.Close('}');
    }

    private static void WriteFields(JsonText json, DtdlObject value)
    {
        json.Write("@type", "Object");
        json.Open('[', "fields");
        foreach (DtdlElement field in value.Fields)
        {
            json.Open('{');
            WriteElement(json, "Field", field, displayName: null);
            json.Close('}');
        }

        json.Close(']');
    }

    private static void WriteValues(JsonText json, DtdlEnum enumeration)
    {
        json.Write("@type", "Enum");
        json.Write("valueSchema", enumeration.IsText ? "string" : "integer");
        json.Open('[', "enumValues");
        foreach (DtdlEnumValue value in enumeration.Values)
        {
            json.Open('{');
            json.Write("name", value.Name);
            json.Write("description", value.Description);
            if (enumeration.IsText)
            {
                json.Write("enumValue", value.Value);
            }
            else
            {
                json.WriteLiteral("enumValue", value.Value);
            }

            json.Close('}');
        }

        json.Close(']');
    }

    private static bool HasSemantics(DtdlInterface model) =>
        model.Contents.Any(static content => HasSemantics(content.Element) || HasSemantics(content.Request) || HasSemantics(content.Response))
        || model.Components.Any(HasSemantics);

    private static bool HasSemantics(DtdlElement? element) =>
        element is not null && (element.Semantic is not null || (element.Schema is { } schema && HasSemantics(schema)));

    private static bool HasSemantics(DtdlSchema schema) => schema switch
    {
        DtdlArray array => HasSemantics(array.Element),
        DtdlMap map => HasSemantics(map.Value),
        DtdlObject value => value.Fields.Any(static field => HasSemantics(field)),
        _ => false,
    };

    /// <summary>A name in words: <c>targetTemperature</c> is <c>Target temperature</c>; <see langword="null"/> for a name that has none.</summary>
    private static string? Words(string name)
    {
        StringBuilder words = new();
        bool isBetween = false;
        for (int i = 0; i < name.Length; i++)
        {
            if (name[i] == '_')
            {
                isBetween = true;
                continue;
            }

            bool isUpper = char.IsUpper(name[i]);
            bool beginsWord = i > 0 && isUpper && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            bool isOfAcronym = isUpper && (i + 1 == name.Length || char.IsUpper(name[i + 1]));
            if (words.Length == 0)
            {
                words.Append(char.ToUpperInvariant(name[i]));
            }
            else
            {
                words.Append(beginsWord || isBetween ? " " : "").Append(beginsWord && !isOfAcronym ? char.ToLowerInvariant(name[i]) : name[i]);
            }

            isBetween = false;
        }

        return words.Length == 0 ? null : words.ToString();
    }
}
