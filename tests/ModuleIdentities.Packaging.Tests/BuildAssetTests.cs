using System.Text.Json;

namespace ModuleIdentities.Packaging.Tests;

/// <summary>What the package does to a build without being asked, and how it is told not to.</summary>
public sealed class BuildAssetTests(PackedFeed feed)
{
    private const string Program = "return 0;";

    private const string Thermostat = """
        [ModuleIdentities.ModuleIdentity("thermostat")]
        public partial class Thermostat;
        """;

    private const string WrongSettings = """
        {
          "ModuleIdentities": {
            "Network": { "MqttPort": 88830 }
          }
        }
        """;

    [Fact]
    public async Task Settings_files_are_checked_without_user_action()
    {
        string folder = feed.CreateProject(
            "Settings", "", ("Program.cs", Program), ("Thermostat.cs", Thermostat), ("appsettings.json", WrongSettings), ("appsettings.Development.json", "{}"));

        (int exitCode, string output) = await DotNet.RunAsync(folder, "build", "-p:GenerateFullPaths=true");

        Assert.True(exitCode != 0, output);
        Assert.Matches(@"appsettings\.json\(3,30\): error MID0042: Value of 'ModuleIdentities:Network:MqttPort' is invalid; write a port, 1 to 65535", output);
    }

    [Fact]
    public async Task Settings_files_can_be_left_unread()
    {
        string folder = feed.CreateProject(
            "SettingsOff",
            "<ModuleIdentitiesCheckAppSettings>false</ModuleIdentitiesCheckAppSettings>",
            ("Program.cs", Program), ("Thermostat.cs", Thermostat), ("appsettings.json", WrongSettings));

        await DotNet.SucceedAsync(folder, "build");
    }

    [Fact]
    public async Task Settings_file_that_is_an_additional_file_already_is_not_added_again()
    {
        string folder = feed.CreateProject(
            "SettingsTwice",
            """
            </PropertyGroup>
            <ItemGroup><AdditionalFiles Include="appsettings.json" /></ItemGroup>
            <PropertyGroup>
            """,
            ("Program.cs", Program), ("appsettings.json", "{}"), ("appsettings.Other.json", "{}"));

        Assert.Equal(
            ["appsettings.Other.json", "appsettings.json"],
            (await ItemsAsync(folder, "AdditionalFiles")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task One_generator_is_loaded_however_often_the_package_is_referenced()
    {
        string folder = feed.CreateFolder(
            "Several",
            ("Library/Library.csproj", Project("", "")),
            ("Library/Sensor.cs", """namespace Library; [ModuleIdentities.ModuleIdentity("sensor")] public partial class Sensor;"""),
            ("Program/Program.csproj", Project("<OutputType>Exe</OutputType>", """<ProjectReference Include="../Library/Library.csproj" />""")),
            ("Program/Program.cs", "System.Console.WriteLine(Thermostat.ModuleId + Library.Sensor.ModuleId);"),
            ("Program/Thermostat.cs", Thermostat));

        string[] analyzers = await ItemsAsync(Path.Combine(folder, "Program"), "Analyzer");
        Assert.Single(analyzers, path => Path.GetFileName(path) == "ModuleIdentities.Generator.dll");
        Assert.Single(analyzers, path => Path.GetFileName(path) == "ModuleIdentities.CodeFixes.dll");
        Assert.Equal("thermostatsensor", (await DotNet.SucceedAsync(Path.Combine(folder, "Program"), "run")).Trim());
    }

    [Fact]
    public async Task Switched_off_nothing_is_loaded()
    {
        string folder = feed.CreateProject(
            "Off",
            "<ModuleIdentitiesAnalyzers>false</ModuleIdentitiesAnalyzers>",
            ("Program.cs", Program), ("Thermostat.cs", Thermostat.Replace("partial ", "", StringComparison.Ordinal)), ("appsettings.json", WrongSettings));

        Assert.DoesNotContain(await ItemsAsync(folder, "Analyzer"), path => Path.GetFileName(path).StartsWith("ModuleIdentities", StringComparison.Ordinal));
        await DotNet.SucceedAsync(folder, "build");
    }

    [Fact]
    public async Task An_older_compiler_is_named()
    {
        string folder = feed.CreateProject("OldCompiler", "<CompilerApiVersion>roslyn4.14</CompilerApiVersion>", ("Program.cs", Program));

        (_, string output) = await DotNet.RunAsync(folder, "build", "-p:CompilerApiVersion=roslyn4.14");

        Assert.Contains("MIDCFG01: ModuleIdentities needs the compiler of the .NET 10 SDK (Roslyn 5.0) or later; this build has 4.14", output, StringComparison.Ordinal);
    }

    private string Project(string properties, string items) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            {properties}
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="ModuleIdentities" Version="{feed.Version}" />
            {items}
          </ItemGroup>
        </Project>
        """;

    /// <summary>The items of a build that has come as far as the compiler.</summary>
    private static async Task<string[]> ItemsAsync(string folder, string type)
    {
        string output = await DotNet.SucceedAsync(folder, "build", "-t:Build", $"-getItem:{type}");
        using JsonDocument items = JsonDocument.Parse(output[output.IndexOf('{', StringComparison.Ordinal)..]);
        return [.. items.RootElement.GetProperty("Items").GetProperty(type).EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!)];
    }
}
