using System.Reflection;
using Microsoft.Extensions.Logging;

namespace ModuleIdentities.Tests.Conventions;

public sealed class ConventionTests
{
    private static readonly string Root = FindRoot();

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
        File.ReadLines(Path.Combine(Root, "docs", "errors.md")).Where(l => l.StartsWith("## ", StringComparison.Ordinal)).Select(l => l[3..]).Order());

    [Fact]
    public void No_source_file_is_longer_than_350_lines() => Assert.Empty(
        Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"))
            .Where(f => File.ReadLines(f).Count() > 350)
            .Select(f => Path.GetRelativePath(Root, f)));

    [Fact]
    public void Every_option_is_in_the_documentation()
    {
        string page = File.ReadAllText(Path.Combine(Root, "docs", "configuration.md"));
        IEnumerable<string> keys = Paths(typeof(ProvisioningOptions), "Provisioning:")
            .Concat(Paths(typeof(ModuleKeyOptions), "Keys:"))
            .Concat(Paths(typeof(NetworkOptions), "Network:"))
            .Concat(Paths(typeof(CacheOptions), "Cache:"))
            .Concat(Paths(typeof(TelemetryOptions), "Telemetry:"))
            .Concat(Paths(typeof(OutboxOptions), "Outbox:"));

        Assert.All(keys, key => Assert.Contains($"`{key}`", page, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Paths(Type options, string prefix) => options
        .GetProperties()
        .SelectMany(p => p.PropertyType.Namespace == options.Namespace && p.PropertyType.IsClass ? Paths(p.PropertyType, $"{prefix}{p.Name}:") : [prefix + p.Name]);

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Generator.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("Generator.sln is in no folder above the tests.");
    }
}
