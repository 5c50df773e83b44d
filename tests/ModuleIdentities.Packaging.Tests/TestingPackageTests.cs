using System.IO.Compression;

namespace ModuleIdentities.Packaging.Tests;

/// <summary>The package for the tests of a user's own module.</summary>
public sealed class TestingPackageTests(PackedFeed feed)
{
    [Fact]
    public async Task A_fresh_test_project_needs_one_reference_for_fakes_and_a_hub()
    {
        string folder = feed.CreateFolder(
            "TestingYourModule",
            ("global.json", """{ "test": { "runner": "Microsoft.Testing.Platform" } }"""),
            ("Boiler/Boiler.csproj", Project("", $"""<PackageReference Include="ModuleIdentities" Version="{feed.Version}" />""")),
            ("Boiler/BoilerModule.cs", """
                using ModuleIdentities;

                namespace Boiler;

                [ModuleIdentity("boiler")]
                public partial class BoilerModule
                {
                    [Telemetry]
                    public partial Task SendTemperatureAsync(double temperature, CancellationToken cancellationToken = default);
                }
                """),
            ("Boiler.Tests/Boiler.Tests.csproj", Project("<OutputType>Exe</OutputType>", $"""
                <PackageReference Include="ModuleIdentities.Testing" Version="{feed.Version}" />
                <PackageReference Include="xunit.v3" Version="{PackageVersions.OfRepository["xunit.v3"]}" />
                <ProjectReference Include="../Boiler/Boiler.csproj" />
                """)),
            ("Boiler.Tests/BoilerTests.cs", """
                using Boiler;
                using ModuleIdentities.Testing;
                using Xunit;

                [FakeModule<BoilerModule>]
                internal sealed partial class FakeBoiler;

                public sealed class BoilerTests(HubFixture hub) : IClassFixture<HubFixture>
                {
                    [Fact]
                    public async Task Fake()
                    {
                        FakeBoiler sent = new();
                        await ((IBoilerModule)sent).SendTemperatureAsync(70, TestContext.Current.CancellationToken);
                        Assert.Equal([70], sent.SentTemperature);
                    }

                    [Fact]
                    public async Task Hub()
                    {
                        TestDevice device = await hub.AddDeviceAsync();
                        await using BoilerModule boiler = await BoilerModule.ConnectAsync(device.CreateOptions(), TestContext.Current.CancellationToken);
                        await boiler.SendTemperatureAsync(70, TestContext.Current.CancellationToken);
                        Assert.Equal(70, await device.Module<BoilerModule>().Received<double>("temperature"));
                    }
                }
                """));

        string output = await DotNet.SucceedAsync(Path.Combine(folder, "Boiler.Tests"), "test");

        Assert.Matches(@"succeeded: 2\b", output);
    }

    [Fact]
    public void It_carries_its_library_and_the_generator_of_fakes_alone()
    {
        using ZipArchive archive = ZipFile.OpenRead(feed.Package("ModuleIdentities.Testing"));

        Assert.Equal(
            ["analyzers/dotnet/cs/ModuleIdentities.Testing.Generator.dll", "lib/net10.0/ModuleIdentities.Testing.dll"],
            archive.Entries.Select(entry => entry.FullName).Where(name => name.EndsWith(".dll", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    private static string Project(string properties, string items) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            {properties}
          </PropertyGroup>
          <ItemGroup>
            {items}
          </ItemGroup>
        </Project>
        """;
}
