using System.Reflection;
using ModuleIdentities.Generator.Tests.Infrastructure;

namespace ModuleIdentities.Generator.Tests.Conventions;

public class SnapshotFileTests
{
    [Fact]
    public void Each_snapshot_belongs_to_a_test()
    {
        HashSet<string> tests =
        [
            .. typeof(SnapshotFileTests).Assembly.GetTypes()
                .SelectMany(type => type.GetMethods().Where(method => method.GetCustomAttribute<FactAttribute>() is not null))
                .Select(method => $"{method.DeclaringType!.Name}.{method.Name}"),
        ];
        Assert.All(Directory.EnumerateFiles(RepositoryFolder.Snapshots), file => Assert.Contains(Path.GetFileName(file).Split('#')[0], tests));
    }

    [Fact]
    public void Each_snapshot_has_text() => Assert.All(
        Directory.EnumerateFiles(RepositoryFolder.Snapshots, "*.verified.*"),
        file => Assert.True(File.ReadLines(file).Skip(1).Any(line => line.Length > 0), $"{file} is empty."));
}
