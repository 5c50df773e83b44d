using System.Reflection;
using Microsoft.Extensions.Logging;

namespace ModuleIdentities.Tests.Conventions;

public sealed class ConventionTests
{
    [Fact]
    public void Every_log_message_has_an_id_of_its_own()
    {
        int[] ids = [.. typeof(ModuleClient).Assembly.GetTypes()
            .SelectMany(t => t.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(m => m.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>()
            .Select(a => a.EventId)];

        Assert.NotEmpty(ids);
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void The_client_introduces_itself_with_the_packages_version() => Assert.Equal(
        ClientName.Version, typeof(ModuleClient).Assembly.GetName().Version!.ToString(3));

    [Fact]
    public void Every_error_code_has_its_section_in_the_documentation() => Assert.Equal(
        Enum.GetNames<ModuleIdentityErrorCode>().Order(),
        File.ReadLines(Path.Combine(Repository.Documentation, "errors.md")).Where(l => l.StartsWith("## ", StringComparison.Ordinal)).Select(l => l[3..]).Order());

    [Fact]
    public void No_source_file_is_longer_than_350_lines() => Assert.Empty(
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"))
            .Where(f => File.ReadLines(f).Count() > 350)
            .Select(f => Path.GetRelativePath(Repository.Root, f)));

    [Fact]
    public void Every_library_that_is_packed_keeps_a_list_of_what_it_promises() => Assert.Empty(
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Where(f => File.ReadAllText(f) is var project && project.Contains("<IsPackable>true", StringComparison.Ordinal)
                && !project.Contains("<PackAsTool>true", StringComparison.Ordinal) && !project.Contains("<IncludeBuildOutput>false", StringComparison.Ordinal))
            .Where(f => new[] { "PublicAPI.Shipped.txt", "PublicAPI.Unshipped.txt" }.Any(list => !File.Exists(Path.Combine(Path.GetDirectoryName(f)!, list))))
            .Select(f => Path.GetRelativePath(Repository.Root, f)));
}
