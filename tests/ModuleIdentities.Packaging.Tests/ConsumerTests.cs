namespace ModuleIdentities.Packaging.Tests;

/// <summary>The kinds of project that a package meets.</summary>
public sealed class ConsumerTests(PackedFeed feed)
{
    private const string Thermostat = """
        using System.Threading;
        using System.Threading.Tasks;
        using ModuleIdentities;

        namespace Consumer;

        /// <summary>A thermostat.</summary>
        [ModuleIdentity("thermostat")]
        public partial class Thermostat
        {
            /// <summary>Sends a reading.</summary>
            [Telemetry]
            public partial Task SendReadingAsync(double temperature, string note, CancellationToken cancellationToken = default);
        }
        """;

    private const string Program = "System.Console.WriteLine(Consumer.Thermostat.ModuleId);";

    [Theory]
    [InlineData("enable", "14")]
    [InlineData("disable", "14")]
    [InlineData("enable", "latest")]
    [InlineData("disable", "preview")]
    public async Task Each_nullability_and_language_version_builds_without_a_warning(string nullable, string languageVersion)
    {
        string folder = feed.CreateProject(
            $"Language-{nullable}-{languageVersion}",
            $"<Nullable>{nullable}</Nullable><LangVersion>{languageVersion}</LangVersion><GenerateDocumentationFile>true</GenerateDocumentationFile>",
            ("Program.cs", Program), ("Thermostat.cs", Thermostat));

        Assert.Equal("thermostat", (await DotNet.SucceedAsync(folder, "run")).Trim());
    }

    [Fact]
    public async Task Every_analyzer_of_dotnet_is_silent_about_the_generated_half()
    {
        string folder = feed.CreateProject(
            "AllAnalyzers",
            "<TreatWarningsAsErrors>false</TreatWarningsAsErrors><AnalysisLevel>latest-all</AnalysisLevel><EnforceCodeStyleInBuild>true</EnforceCodeStyleInBuild><GenerateDocumentationFile>true</GenerateDocumentationFile>",
            ("Program.cs", Program), ("Thermostat.cs", Thermostat), ("Loud.cs", "public static class Loud { static void Unused() { } }"));

        string output = await DotNet.SucceedAsync(folder, "build");

        // The analyzers have run: of what is not generated there is something to say.
        Assert.Contains("Loud.cs", output, StringComparison.Ordinal);
        Assert.DoesNotContain(".g.cs", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Central_package_management()
    {
        string folder = feed.CreateFolder(
            "Central",
            ("Directory.Packages.props", $"""
                <Project>
                  <PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></PropertyGroup>
                  <ItemGroup><PackageVersion Include="ModuleIdentities" Version="{feed.Version}" /></ItemGroup>
                </Project>
                """),
            ("Central.csproj", """
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup>
                    <OutputType>Exe</OutputType>
                    <TargetFramework>net10.0</TargetFramework>
                    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                  </PropertyGroup>
                  <ItemGroup><PackageReference Include="ModuleIdentities" /></ItemGroup>
                </Project>
                """),
            ("Program.cs", Program), ("Thermostat.cs", Thermostat));

        Assert.Equal("thermostat", (await DotNet.SucceedAsync(folder, "run")).Trim());
    }

    /// <summary>What is only called by the generated half is neither unused nor static to the analyzers of .NET.</summary>
    [Fact]
    public async Task Methods_that_receive_raise_no_warning_of_others()
    {
        string folder = feed.CreateProject(
            "Receives",
            "<EnforceCodeStyleInBuild>true</EnforceCodeStyleInBuild>",
            ("Program.cs", Program),
            ("Thermostat.cs", """
                using ModuleIdentities;

                namespace Consumer;

                [ModuleIdentity("thermostat")]
                public partial class Thermostat
                {
                    [DirectMethod("reboot")]
                    private Task RebootAsync(CancellationToken cancellationToken) => Task.CompletedTask.WaitAsync(cancellationToken);
                }
                """),
            (".globalconfig", """
                is_global = true
                dotnet_diagnostic.CA1822.severity = warning
                dotnet_diagnostic.IDE0051.severity = warning
                """));

        Assert.Equal("thermostat", (await DotNet.SucceedAsync(folder, "run")).Trim());
    }

    [Fact]
    public async Task Program_of_a_single_file()
    {
        string folder = feed.CreateFolder(
            "SingleFile",
            ("app.cs", $$"""
                #:package ModuleIdentities@{{feed.Version}}
                using ModuleIdentities;

                Console.WriteLine(Thermostat.ModuleId);

                [ModuleIdentity("thermostat")]
                partial class Thermostat
                {
                    [Telemetry]
                    public partial Task SendTemperatureAsync(double temperature, CancellationToken cancellationToken = default);
                }
                """));

        Assert.EndsWith("thermostat", (await DotNet.SucceedAsync(folder, "run", "app.cs")).Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_projects_with_modules_that_see_each_others_internals()
    {
        string folder = feed.CreateFolder(
            "Friends",
            ("First/First.csproj", Project("First", """<InternalsVisibleTo Include="Second" />""", "")),
            ("First/Sensor.cs", """
                namespace First;
                [ModuleIdentities.ModuleIdentity("sensor")]
                internal partial class Sensor;
                """),
            ("Second/Second.csproj", Project("Second", """<ProjectReference Include="../First/First.csproj" />""", "<OutputType>Exe</OutputType>")),
            ("Second/Program.cs", """
                using Microsoft.Extensions.Hosting;
                using ModuleIdentities;
                using Second;

                System.Func<IHostApplicationBuilder, IHostApplicationBuilder> register = builder => builder.AddModuleIdentities();
                System.Console.WriteLine(First.Sensor.ModuleId + Thermostat.ModuleId + register.Method.ReturnType.Name);
                """),
            ("Second/Thermostat.cs", Thermostat.Replace("Consumer", "Second", StringComparison.Ordinal)));

        Assert.Equal("sensorthermostatIHostApplicationBuilder", (await DotNet.SucceedAsync(Path.Combine(folder, "Second"), "run")).Trim());
    }

    private string Project(string name, string items, string properties) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <AssemblyName>{name}</AssemblyName>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            {properties}
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="ModuleIdentities" Version="{feed.Version}" />
            {items}
          </ItemGroup>
        </Project>
        """;
}
