using ModuleIdentities.Packaging.Tests;

[assembly: AssemblyFixture(typeof(PackedFeed))]

namespace ModuleIdentities.Packaging.Tests;

/// <summary>The packages of this repository, packed once for all tests under a version that nobody has in a cache, and projects that use them.</summary>
public sealed class PackedFeed : IAsyncLifetime
{
    private static readonly string[] s_projects = ["ModuleIdentities", "ModuleIdentities.Emulator", "ModuleIdentities.Testing", "ModuleIdentities.Templates"];

    private readonly string _version = $"0.0.0-test.{Guid.NewGuid():N}";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("moduleidentities-packaging-");

    private string FeedFolder => Path.Combine(_folder.FullName, "feed");

    /// <summary>The file of a package.</summary>
    public string Package(string name) => Path.Combine(FeedFolder, $"{name}.{_version}.nupkg");

    public async ValueTask InitializeAsync()
    {
        foreach (string project in s_projects)
        {
            await DotNet.SucceedAsync(
                Path.Combine(Repository.Root, "src", project), "pack", "-c", "Release", "-o", FeedFolder, $"-p:Version={_version}");
        }
    }

    /// <summary>The version that all packages have.</summary>
    public string Version => _version;

    /// <summary>Makes a project outside the solution that references the packages.</summary>
    /// <param name="name">The project's name.</param>
    /// <param name="projectProperties">MSBuild properties of the project.</param>
    /// <param name="files">Its files, by name.</param>
    /// <returns>The project's folder.</returns>
    public string CreateProject(string name, string projectProperties, params (string Name, string Text)[] files) => CreateFolder(
        name,
        [
            ($"{name}.csproj", $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup>
                    <OutputType>Exe</OutputType>
                    <TargetFramework>net10.0</TargetFramework>
                    <ImplicitUsings>enable</ImplicitUsings>
                    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                    {projectProperties}
                  </PropertyGroup>
                  <ItemGroup>
                    <PackageReference Include="ModuleIdentities" Version="{_version}" />
                    <PackageReference Include="ModuleIdentities.Emulator" Version="{_version}" />
                  </ItemGroup>
                </Project>
                """),
            .. files,
        ]);

    /// <summary>Makes a folder from which the packages can be had.</summary>
    /// <param name="name">The folder's name.</param>
    /// <param name="files">Its files, by path in the folder.</param>
    /// <returns>The folder.</returns>
    public string CreateFolder(string name, params (string Name, string Text)[] files)
    {
        string folder = Folder(name);
        File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <add key="packed" value="{FeedFolder}" />
              </packageSources>
            </configuration>
            """);
        foreach ((string file, string text) in files)
        {
            string path = Path.Combine(folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        return folder;
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        string cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        foreach (string package in s_projects)
        {
            string cached = Path.Combine(cache, package.ToLowerInvariant(), _version);
            if (Directory.Exists(cached))
            {
                Directory.Delete(cached, recursive: true);
            }
        }

        return ValueTask.CompletedTask;
    }

    private string Folder(params string[] parts) => Directory.CreateDirectory(Path.Combine([_folder.FullName, .. parts])).FullName;
}
