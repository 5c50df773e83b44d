using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ModuleIdentities.EndToEnd.Tests;

/// <summary>The sample as a process, as somebody runs it who has just cloned the repository.</summary>
public sealed class ThermostatSampleTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "samples", "Thermostat");

    private static readonly string Program = Path.Combine(
        Folder, "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "Thermostat.dll");

    [Fact]
    public async Task It_prints_what_its_page_says()
    {
        string page = await File.ReadAllTextAsync(Path.Combine(Folder, "README.md"), TestContext.Current.CancellationToken);
        string expected = Regex.Match(page.ReplaceLineEndings("\n"), "```text\n(.*?)\n```", RegexOptions.Singleline).Groups[1].Value;

        Assert.Equal(expected, await RunAsync());
    }

    [Fact]
    public async Task It_prints_its_model()
    {
        JsonNode model = JsonNode.Parse(await RunAsync("--model"))!;

        Assert.Equal(("dtmi:com:example:Thermostat;1", "Keeps a room at a temperature."), ((string?)model["@id"], (string?)model["description"]));
        Assert.Equal(
            ["temperature", "humidity", "mode", "firmwareVersion", "targetTemperature", "reboot", "windowSensor"],
            model["contents"]!.AsArray().Select(content => (string?)content!["name"]));
    }

    private static async Task<string> RunAsync(params string[] arguments)
    {
        // The state of an earlier run would show other versions.
        string state = Path.Combine(Directory.CreateTempSubdirectory("moduleidentities-thermostat-").FullName, "state.emulator.db");
        ProcessStartInfo start = new("dotnet", [Program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ModuleIdentities__Emulator__StateFile"] = state;
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        return output.ReplaceLineEndings("\n").Trim();
    }
}
