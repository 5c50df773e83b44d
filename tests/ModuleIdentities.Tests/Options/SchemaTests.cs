using System.Reflection;
using System.Text.Json.Nodes;

namespace ModuleIdentities.Tests.Options;

/// <summary>The JSON schema for editors says what the options are.</summary>
public sealed class SchemaTests
{
    private static readonly JsonObject Section = Read();

    [Fact]
    public void Every_option_is_in_the_schema_with_its_kind_and_default_and_nothing_else_is()
    {
        List<string> faults = [];
        Compare(Section, new ModuleIdentityOptions(), "ModuleIdentities", faults);

        Assert.Empty(faults);
    }

    private static void Compare(JsonObject schema, object options, string path, List<string> faults)
    {
        JsonObject properties = schema["properties"]!.AsObject();
        PropertyInfo[] bound = [.. options.GetType().GetProperties().Where(p => p.Name is not ("LoggerFactory" or "TimeProvider"))];
        faults.AddRange(properties.Select(p => p.Key).Except(bound.Select(p => p.Name)).Select(name => $"{path}:{name} is no option"));
        foreach (PropertyInfo property in bound)
        {
            string name = $"{path}:{property.Name}";
            if (properties[property.Name] is not JsonObject described)
            {
                faults.Add($"{name} is not in the schema");
                continue;
            }

            object? value = property.GetValue(options);
            Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (string.IsNullOrEmpty((string?)described["description"]))
            {
                faults.Add($"{name} has no description");
            }

            if (type.IsClass && type.Namespace == nameof(ModuleIdentities))
            {
                Compare(described, value!, name, faults);
            }
            else if (type.IsEnum)
            {
                Check(name, "enum", string.Join(",", Enum.GetNames(type)), string.Join(",", described["enum"]!.AsArray().Select(n => (string?)n)), faults);
                Check(name, "default", value?.ToString(), (string?)described["default"], faults);
            }
            else
            {
                string kind = type == typeof(int) || type == typeof(long) ? "integer" : type == typeof(bool) ? "boolean" : "string";
                Check(name, "type", kind, (string?)described["type"], faults);
                string? known = value is bool flag ? (flag ? "true" : "false") : value?.ToString();
                Check(name, "default", known, described["default"]?.ToString(), faults);
            }
        }
    }

    private static void Check(string name, string what, string? expected, string? actual, List<string> faults)
    {
        if (expected != actual)
        {
            faults.Add($"{name} has the {what} {actual ?? "none"} in the schema; it is {expected ?? "none"}");
        }
    }

    private static JsonObject Read()
    {
        string text = File.ReadAllText(Path.Combine(Repository.Documentation, "module-identities.schema.json"));
        return JsonNode.Parse(text)!["properties"]!["ModuleIdentities"]!.AsObject();
    }
}
