using System.Runtime.CompilerServices;
using System.Text;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;
using Microsoft.CodeAnalysis;
using ModuleIdentities.Generator.Emission;

namespace ModuleIdentities.Generator.Tests.Infrastructure;

/// <summary>
/// Compares generated files with <c>Class.Method#HintName.verified.cs</c>, as Verify names and writes them. A difference leaves a
/// <c>.received.cs</c> beside it; renaming that accepts it.
/// </summary>
internal static class Snapshot
{
    public static void Verify(GeneratorRun run, [CallerFilePath] string testFile = "", [CallerMemberName] string test = "")
    {
        string prefix = $"{Path.GetFileNameWithoutExtension(testFile.Replace('\\', '/'))}.{test}#";
        Assert.NotEmpty(run.Sources);
        Dictionary<string, string> received = run.Sources.ToDictionary(
            source => prefix + Path.ChangeExtension(source.HintName, null),
            source => $"//HintName: {source.HintName}\n{Scrub(source)}");

        List<string> failures = [];
        foreach ((string name, string text) in received)
        {
            if (Compare(name, text) is { } failure)
            {
                failures.Add(failure);
            }
        }

        IEnumerable<string> orphans = Directory.EnumerateFiles(RepositoryFolder.Snapshots, prefix + "*.verified.cs")
            .Select(file => Path.GetFileName(file)[..^".verified.cs".Length])
            .Where(name => !received.ContainsKey(name));
        failures.AddRange(orphans.Select(name => $"{name}.verified.cs is no longer generated; delete it."));
        if (failures.Count > 0)
        {
            Assert.Fail(string.Join("\n\n", failures));
        }
    }

    private static string? Compare(string name, string received)
    {
        string verifiedFile = Path.Combine(RepositoryFolder.Snapshots, name + ".verified.cs");
        string receivedFile = Path.Combine(RepositoryFolder.Snapshots, name + ".received.cs");
        string verified = File.Exists(verifiedFile) ? File.ReadAllText(verifiedFile).ReplaceLineEndings("\n") : "";
        if (verified == received)
        {
            File.Delete(receivedFile);
            return null;
        }

        Directory.CreateDirectory(RepositoryFolder.Snapshots);
        File.WriteAllText(receivedFile, received);
        return $"{name}.verified.cs differs:\n{Difference(verified, received)}";
    }

    private static string Difference(string verified, string received)
    {
        StringBuilder difference = new();
        foreach (DiffPiece line in InlineDiffBuilder.Diff(verified, received).Lines)
        {
            string mark = line.Type switch
            {
                ChangeType.Inserted => "+ ",
                ChangeType.Deleted => "- ",
                _ => "  ",
            };
            difference.Append(mark).Append(line.Text).Append('\n');
        }

        return difference.ToString();
    }

    // A new version of the generator is no change of what it generates.
    private static string Scrub(GeneratedSourceResult source) =>
        source.SourceText.ToString().Replace($"\"{GeneratedMark.Version}\"", "\"{Version}\"", StringComparison.Ordinal);
}
