using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace ModuleIdentities.Cli;

/// <summary>The keys that the section may have, from the schema that editors use.</summary>
internal static class ConfigurationKeys
{
    private const string Schema = "module-identities.schema.json";

    /// <summary>The keys of the section that nobody reads: typing errors, most of them.</summary>
    public static IReadOnlyList<string> Unknown(IConfiguration configuration)
    {
        using Stream schema = typeof(ConfigurationKeys).Assembly.GetManifestResourceStream(Schema)!;
        using JsonDocument document = JsonDocument.Parse(schema);
        List<string> unknown = [];
        JsonElement section = document.RootElement.GetProperty("properties").GetProperty(ModuleIdentityOptions.SectionName);
        Compare(configuration.GetSection(ModuleIdentityOptions.SectionName), section, unknown);
        return unknown;
    }

    private static void Compare(IConfigurationSection section, JsonElement schema, List<string> unknown)
    {
        if (!schema.TryGetProperty("properties", out JsonElement known))
        {
            return;
        }

        foreach (IConfigurationSection child in section.GetChildren())
        {
            JsonElement? found = known.EnumerateObject()
                .Where(property => property.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase))
                .Select(property => (JsonElement?)property.Value)
                .FirstOrDefault();
            if (found is { } match)
            {
                Compare(child, match, unknown);
            }
            else
            {
                unknown.Add(child.Path);
            }
        }
    }
}
