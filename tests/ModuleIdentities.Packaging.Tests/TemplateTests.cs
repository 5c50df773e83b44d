using System.Diagnostics;
using System.Text.Json;

namespace ModuleIdentities.Packaging.Tests;

/// <summary>A project from nothing: the templates as <c>dotnet new</c> installs them from their package.</summary>
public sealed class TemplateTests(PackedFeed feed)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("module-identity-console", "Acme.Line4")]
    [InlineData("module-identity-worker", "Acme.Line-4")]
    public async Task It_builds_without_a_warning_passes_its_tests_and_sends(string template, string name)
    {
        string folder = feed.CreateFolder(template);
        string hive = Path.Combine(folder, "hive");
        await DotNet.SucceedAsync(folder, "new", "install", feed.Package("ModuleIdentities.Templates"), "--debug:custom-hive", hive);

        await DotNet.SucceedAsync(folder, "new", template, "--name", name, "--module", "line:4", "--debug:custom-hive", hive);

        string project = Path.Combine(folder, name);
        await DotNet.SucceedAsync(project, "build", "-warnaserror");
        Assert.Matches(@"succeeded: 2\b", await DotNet.SucceedAsync(project, "test", "--no-build"));
        await using EmulatorProcess emulator = await EmulatorProcess.StartAsync("line-4");
        ProcessStartInfo start = new("dotnet", [Path.Combine(project, "src", name, "bin", "Debug", "net10.0", $"{name}.dll")]);
        using Process program = emulator.Start(start);
        try
        {
            using JsonDocument message = await emulator.FirstMessageAsync(Cancellation);
            Assert.Equal(
                ("line-4", "line:4"),
                (message.RootElement.GetProperty("deviceId").GetString(), message.RootElement.GetProperty("moduleId").GetString()));
            Assert.InRange(message.RootElement.GetProperty("body").GetProperty("temperature").GetDouble(), 20, 21);
        }
        finally
        {
            program.Kill();
        }
    }

    [Theory]
    [InlineData("module-identity-console")]
    [InlineData("module-identity-worker")]
    public void Its_packages_are_those_that_this_repository_is_tested_with(string template)
    {
        IReadOnlyDictionary<string, string> versions = PackageVersions.Read(
            Path.Combine(Repository.Root, "src", "ModuleIdentities.Templates", "templates", template, "Directory.Packages.props"));

        Assert.All(versions, each => Assert.Equal(
            each.Key.StartsWith("ModuleIdentities", StringComparison.Ordinal) ? "0.0.0-template" : PackageVersions.OfRepository[each.Key], each.Value));
    }
}
