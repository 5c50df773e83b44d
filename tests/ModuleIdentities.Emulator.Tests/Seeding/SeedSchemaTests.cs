using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ModuleIdentities.Emulator.Faults;
using ModuleIdentities.Emulator.Service.Seeding;
using ModuleIdentities.Emulator.Tests.Fidelity;

namespace ModuleIdentities.Emulator.Tests.Seeding;

/// <summary>The published schema of seeds is made of the code, with its documentation.</summary>
public sealed partial class SeedSchemaTests
{
    private static readonly JsonSerializerOptions Indented = new(SeedJsonContext.Default.Options)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly XDocument Documentation = XDocument.Load(Path.ChangeExtension(typeof(IotEmulator).Assembly.Location, ".xml"));

    private static string SchemaFile => Path.Combine(Path.GetDirectoryName(FidelityTable.Page)!, "emulator-seed.schema.json");

    [Fact]
    public void The_published_schema_is_that_of_the_code()
    {
        JsonNode schema = SeedJsonContext.Default.Options.GetJsonSchemaAsNode(
            typeof(EmulatorSeed), new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe });
        JsonObject published = new()
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Seed of the ModuleIdentities emulator",
        };
        foreach ((string name, JsonNode? value) in schema.AsObject().ToArray())
        {
            published[name] = value?.DeepClone();
        }

        string text = published.ToJsonString(Indented) + "\n";
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            File.WriteAllText(SchemaFile, text);
        }

        Assert.True(
            File.Exists(SchemaFile) && File.ReadAllText(SchemaFile) == text,
            "docs/emulator-seed.schema.json is older than the code: UPDATE_DOCS=1 dotnet run --project tests/ModuleIdentities.Emulator.Tests -- -method '*The_published_schema_is_that_of_the_code'");
        Assert.Contains("Base64 of 16 to 64 bytes", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_seed_of_the_page_is_a_seed()
    {
        string page = await File.ReadAllTextAsync(FidelityTable.Page, TestContext.Current.CancellationToken);
        string sample = Sample().Match(page).Groups["json"].Value;

        await using IotEmulator emulator = await IotEmulator.StartAsync(
            new IotEmulatorOptions { Seed = EmulatorSeed.Parse(sample) }, TestContext.Current.CancellationToken);

        Assert.NotEmpty(emulator.Devices.List());
        Assert.NotEmpty(emulator.Enrollments.List());
        Assert.NotEmpty(emulator.Faults.Handles);
    }

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (context.PropertyInfo?.Name == "faults")
        {
            // It has a converter of its own, which the exporter does not look into.
            schema = new JsonObject
            {
                ["type"] = "array",
                ["items"] = FaultJsonContext.Default.Options.GetJsonSchemaAsNode(typeof(Fault), new JsonSchemaExporterOptions { TransformSchemaNode = Describe }),
            };
        }

        if (schema is JsonObject described && Summary(context) is { } summary)
        {
            described.Insert(0, "description", summary);
        }

        return schema;
    }

    private static string? Summary(JsonSchemaExporterContext context)
    {
        if (context.PropertyInfo?.AttributeProvider is not PropertyInfo property)
        {
            return null;
        }

        string member = $"P:{property.DeclaringType!.FullName}.{property.Name}";
        XElement? summary = Documentation.Descendants("member").FirstOrDefault(each => (string?)each.Attribute("name") == member)?.Element("summary");
        if (summary is null)
        {
            return null;
        }

        foreach (XElement reference in summary.Descendants().Where(element => element.Attribute("cref") is not null).ToArray())
        {
            reference.ReplaceWith(((string)reference.Attribute("cref")!).Split('.')[^1]);
        }

        return Blanks().Replace(summary.Value, " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"```json\n(?<json>\{\n  ""\$schema"": .*?)```", RegexOptions.Singleline)]
    private static partial Regex Sample();
}
