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
        string prefix = Prefix(testFile, test);
        Assert.NotEmpty(run.Sources);
        Verify(prefix, ".cs", run.Sources.ToDictionary(
            source => prefix + Path.ChangeExtension(source.HintName, null),
            source => $"//HintName: {source.HintName}\n{Scrub(source)}"));
    }

    /// <summary>Compares the models of all classes with <c>Class.Method#Type.verified.json</c>, which a parser of DTDL can read as they are.</summary>
    public static void VerifyModels(GeneratorRun run, [CallerFilePath] string testFile = "", [CallerMemberName] string test = "")
    {
        string prefix = Prefix(testFile, test);
        IFieldSymbol[] models = [.. run.Output.GetSymbolsWithName("Dtdl", SymbolFilter.Member, TestContext.Current.CancellationToken).Cast<IFieldSymbol>()];
        Assert.NotEmpty(models);
        Verify(prefix, ".json", models.ToDictionary(model => prefix + model.ContainingType.ToDisplayString(), model => (string)model.ConstantValue! + "\n"));
    }

    /// <summary>Compares a model with <c>Class.Method#model.verified.txt</c>.</summary>
    public static void VerifyModel(object? model, [CallerFilePath] string testFile = "", [CallerMemberName] string test = "")
    {
        string prefix = Prefix(testFile, test);
        Verify(prefix, ".txt", new() { [prefix + "model"] = ModelText.Of(model) });
    }

    private static string Prefix(string testFile, string test) => $"{Path.GetFileNameWithoutExtension(testFile.Replace('\\', '/'))}.{test}#";

    private static void Verify(string prefix, string extension, Dictionary<string, string> received)
    {
        List<string> failures = [];
        foreach ((string name, string text) in received)
        {
            if (Compare(name, extension, text) is { } failure)
            {
                failures.Add(failure);
            }
        }

        IEnumerable<string> orphans = Directory.EnumerateFiles(RepositoryFolder.Snapshots, prefix + "*.verified" + extension)
            .Select(file => Path.GetFileName(file)[..^(".verified" + extension).Length])
            .Where(name => !received.ContainsKey(name));
        failures.AddRange(orphans.Select(name => $"{name}.verified{extension} is no longer generated; delete it."));
        if (failures.Count > 0)
        {
            Assert.Fail(string.Join("\n\n", failures));
        }
    }

    private static string? Compare(string name, string extension, string received)
    {
        string verifiedFile = Path.Combine(RepositoryFolder.Snapshots, name + ".verified" + extension);
        string receivedFile = Path.Combine(RepositoryFolder.Snapshots, name + ".received" + extension);
        string verified = File.Exists(verifiedFile) ? File.ReadAllText(verifiedFile).ReplaceLineEndings("\n") : "";
        if (verified == received)
        {
            File.Delete(receivedFile);
            return null;
        }

        Directory.CreateDirectory(RepositoryFolder.Snapshots);
        File.WriteAllText(receivedFile, received);
        return $"{name}.verified{extension} differs:\n{Difference(verified, received)}";
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
