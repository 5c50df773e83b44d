using System.Text.Json.Nodes;

namespace ModuleIdentities.Cli.Tests;

/// <summary><c>model export</c>: the models of an assembly that is only read.</summary>
public sealed class ModelTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_model_of_a_class_is_written_where_a_repository_has_it()
    {
        await using Bench bench = await Bench.StartAsync();
        string assembly = Alone(bench);
        string file = Path.Combine(bench.Folder, "models", "dtmi", "com", "example", "climbingframe-3.json");

        ToolRun text = await bench.RunAsync(["model", "export", assembly]);
        ToolRun files = await bench.RunAsync(["model", "export", assembly, "--out", "models"]);
        ToolRun json = await bench.RunAsync(["model", "export", assembly, "--json"]);

        Assert.True(text.ExitCode == 0, text.Error);
        Assert.Equal(ClimbingFrame.Dtdl, text.Output.TrimEnd());
        Assert.Equal((0, file), (files.ExitCode, files.Output.Trim()));
        Assert.Equal($"{ClimbingFrame.Dtdl}\n", await File.ReadAllTextAsync(file, Cancellation));
        JsonNode model = json.Json["models"]!.AsArray().Single()!;
        Assert.Equal(("dtmi:com:example:ClimbingFrame;3", null, "Interface"), ((string)model["id"]!, (string?)model["file"], (string)model["model"]!["@type"]!));
    }

    [Fact]
    public async Task What_has_no_model_or_is_no_assembly_is_said()
    {
        await using Bench bench = await Bench.StartAsync();

        ToolRun none = await bench.RunAsync(["model", "export", typeof(FactAttribute).Assembly.Location, "--json"]);
        ToolRun noAssembly = await bench.RunAsync(["model", "export", bench.Config, "--json"]);
        ToolRun noFile = await bench.RunAsync(["model", "export", "missing.dll"]);

        Assert.Equal((3, "ModelNotFound"), (none.ExitCode, (string)none.JsonError["code"]!));
        Assert.Equal((2, "NotAnAssembly"), (noAssembly.ExitCode, (string)noAssembly.JsonError["code"]!));
        Assert.Equal(2, noFile.ExitCode);
    }

    /// <summary>This assembly without those that it needs: it could not be loaded.</summary>
    private static string Alone(Bench bench)
    {
        string path = Path.Combine(bench.Folder, "plant.dll");
        File.Copy(typeof(ModelTests).Assembly.Location, path);
        return path;
    }
}

/// <summary>Something with a model.</summary>
[ModuleIdentity("climbingFrame", ModelId = "dtmi:com:example:ClimbingFrame;3")]
public partial class ClimbingFrame
{
    [Telemetry]
    public partial Task SendClimberAsync(string name, CancellationToken cancellationToken = default);
}
