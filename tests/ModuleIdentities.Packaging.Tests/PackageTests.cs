using System.IO.Compression;

namespace ModuleIdentities.Packaging.Tests;

public sealed class PackageTests(PackedFeed feed)
{
    private const string Program = """
        using Consumer;
        using Microsoft.Extensions.Configuration;
        using ModuleIdentities;
        using ModuleIdentities.Emulator;

        using ConfigurationManager configuration = new();
        configuration["ModuleIdentities:UseEmulator"] = "true";
        await using IotEmulator? emulator = await IotEmulator.StartWhenConfiguredAsync(configuration);
        await using Thermostat thermostat = await Thermostat.ConnectAsync(ModuleIdentityOptions.FromConfiguration(configuration));
        await thermostat.SendTemperatureAsync(21.5);
        ReceivedMessage received = await emulator!.Messages.FirstAsync();
        Console.WriteLine($"{received.ModuleId}: {System.Text.Encoding.UTF8.GetString(received.Body.Span)}");
        """;

    private const string Thermostat = """
        using System.Threading;
        using System.Threading.Tasks;
        using ModuleIdentities;

        namespace Consumer;

        /// <summary>A thermostat.</summary>
        [ModuleIdentity("thermostat")]
        public partial class Thermostat
        {
            /// <summary>Sends the temperature.</summary>
            [Telemetry]
            public partial Task SendTemperatureAsync(double temperature, CancellationToken cancellationToken = default);
        }
        """;

    [Fact]
    public async Task A_fresh_project_needs_one_reference_to_declare_connect_and_send()
    {
        string folder = feed.CreateProject("Consumer", "<Nullable>enable</Nullable>", ("Program.cs", Program), ("Thermostat.cs", Thermostat));

        string output = await DotNet.SucceedAsync(folder, "run");

        Assert.Contains("""thermostat: {"temperature":21.5}""", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Editors_find_the_schema_of_the_configuration_section()
    {
        string folder = feed.CreateProject("Schema", "<Nullable>enable</Nullable>", ("Program.cs", "return 0;"));
        await DotNet.SucceedAsync(folder, "restore");

        string items = await DotNet.SucceedAsync(folder, "msbuild", "-getItem:JsonSchemaSegment");

        Assert.Contains("module-identities.schema.json", items, StringComparison.Ordinal);
        Assert.Contains("appsettings", items, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[ModuleIdentity("bad name!/x")] public partial class A;""", "(4,21)")]
    [InlineData("""[ModuleIdentity("$edgeHub")] public partial class A;""", "(4,18)")]
    [InlineData("""[ModuleIdentity("a")] public partial class A; [ModuleIdentity("a")] public partial class B;""", "(4,")]
    [InlineData("""[ModuleIdentity("a")] public class A;""", "(4,")]
    [InlineData(
        """[ModuleIdentity("bad/name")] public partial class A { [Telemetry] public partial System.Threading.Tasks.Task SendAsync(int x); }""", "(4,21)")]
    public async Task A_wrong_declaration_fails_the_build_with_position_and_help_link(string declaration, string position)
    {
        string folder = feed.CreateProject(
            $"Wrong{Math.Abs(StringComparer.Ordinal.GetHashCode(declaration))}", "", ("Wrong.cs", $"using ModuleIdentities;\n\nnamespace Wrong;\n{declaration}\n"), ("Program.cs", "return 0;"));

        (int exitCode, string output) = await DotNet.RunAsync(folder, "build", "-p:GenerateFullPaths=true");

        Assert.True(exitCode != 0, output);
        string error = output.Split('\n').First(line => line.Contains(": error MID", StringComparison.Ordinal));
        Assert.Contains($"Wrong.cs{position}", error, StringComparison.Ordinal);
        Assert.Matches(@"error MID\d{4}: .+\(https://.+/docs/diagnostics/MID\d{4}\.md\)", error);
    }

    [Fact]
    public void The_package_carries_runtime_generator_and_fixes_and_nothing_of_the_emulator()
    {
        using ZipArchive archive = ZipFile.OpenRead(feed.Package("ModuleIdentities"));

        Assert.Equal(
            [
                "analyzers/dotnet/cs/ModuleIdentities.CodeFixes.dll",
                "analyzers/dotnet/cs/ModuleIdentities.Generator.dll",
                "lib/net10.0/ModuleIdentities.dll",
                "tasks/netstandard2.0/ModuleIdentities.Build.dll",
            ],
            archive.Entries.Select(e => e.FullName).Where(n => n.EndsWith(".dll", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Contains(archive.Entries, e => e.FullName == "lib/net10.0/ModuleIdentities.xml");
        Assert.Contains(archive.Entries, e => e.FullName == "README.md");
        Assert.Contains(archive.Entries, e => e.FullName == "module-identities.schema.json");
        Assert.Contains(archive.Entries, e => e.FullName == "buildTransitive/ModuleIdentities.targets");
    }
}
