using System.Text.Json;

namespace ModuleIdentities.Packaging.Tests;

/// <summary>The digital twin models that a build writes to files.</summary>
public sealed class ModelFileTests(PackedFeed feed)
{
    private const string Modules = """
        using ModuleIdentities;

        /// <summary>Keeps a room at a temperature.</summary>
        [ModuleIdentity("thermostat", ModelId = "dtmi:com:example:Thermostat;1")]
        public partial class Thermostat
        {
            [Telemetry]
            public partial Task SendTemperatureAsync([SemanticType("Temperature", "degreeCelsius")] double temperature, CancellationToken cancellationToken = default);
        }

        public static partial class Outer
        {
            [ModuleIdentity("pump", ModelId = "dtmi:com:example:wide:Pump;12")]
            internal partial class Pump;
        }

        [ModuleIdentity("plain")]
        public partial class Plain { private const string Dtdl = "mine"; public override string ToString() => Dtdl; }
        """;

    [Fact]
    public async Task Each_is_where_a_models_repository_has_it_and_is_left_alone_when_it_is_the_same()
    {
        string folder = feed.CreateProject(
            "Models", "<ModuleIdentitiesModelDirectory>models</ModuleIdentitiesModelDirectory>", ("Program.cs", "return 0;"), ("Modules.cs", Modules));
        string models = Path.Combine(folder, "models");

        await DotNet.SucceedAsync(folder, "build");

        Assert.Equal(
            ["dtmi/com/example/thermostat-1.json", "dtmi/com/example/wide/pump-12.json"],
            Directory.EnumerateFiles(models, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(models, path).Replace('\\', '/')).Order(StringComparer.Ordinal));
        string file = Path.Combine(models, "dtmi/com/example/thermostat-1.json");
        using JsonDocument model = JsonDocument.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Equal("dtmi:com:example:Thermostat;1", model.RootElement.GetProperty("@id").GetString());
        Assert.Equal("Keeps a room at a temperature.", model.RootElement.GetProperty("description").GetString());
        Assert.Equal("degreeCelsius", model.RootElement.GetProperty("contents")[0].GetProperty("unit").GetString());

        DateTime written = File.GetLastWriteTimeUtc(file);
        await DotNet.SucceedAsync(folder, "build", "--no-incremental");
        Assert.Equal(written, File.GetLastWriteTimeUtc(file));

        File.Delete(file);
        await DotNet.SucceedAsync(folder, "build");
        Assert.True(File.Exists(file));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_fails_the_build_with_the_reason()
    {
        string folder = feed.CreateProject(
            "ModelsRefused", "<ModuleIdentitiesModelDirectory>taken</ModuleIdentitiesModelDirectory>", ("Program.cs", "return 0;"), ("Modules.cs", Modules), ("taken", "a file"));

        (int exitCode, string output) = await DotNet.RunAsync(folder, "build");

        Assert.True(exitCode != 0, output);
        Assert.Contains("error MIDCFG02: The model dtmi:com:example:Thermostat;1 cannot be written: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task None_is_written_unasked()
    {
        string folder = feed.CreateProject("ModelsOff", "", ("Program.cs", "return 0;"), ("Modules.cs", Modules));

        await DotNet.SucceedAsync(folder, "build");

        Assert.Empty(Directory.EnumerateFiles(folder, "*-1.json", SearchOption.AllDirectories));
    }
}
