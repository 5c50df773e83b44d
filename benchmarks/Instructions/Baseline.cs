using System.Diagnostics;
using System.IO.Compression;

namespace ModuleIdentities.Benchmarks.Instructions;

/// <summary>What counts are compared with: a run that is kept, or a commit, which is counted on this machine.</summary>
/// <param name="Facts">What its counts hold for.</param>
/// <param name="CountAsync">Its counts.</param>
internal sealed record Baseline(IReadOnlyDictionary<string, string> Facts, Func<Task<IReadOnlyDictionary<string, double>>> CountAsync)
{
    /// <param name="name">The JSON file of the run, or the commit.</param>
    /// <param name="rounds">How often a commit is counted.</param>
    /// <exception cref="InvalidOperationException">It is neither, or the commit cannot be published here.</exception>
    public static async Task<Baseline> OpenAsync(string name, int rounds)
    {
        if (File.Exists(name))
        {
            InstructionCounts kept = InstructionCounts.Read(await File.ReadAllTextAsync(name));
            return new Baseline(kept.Facts, () => Task.FromResult(kept.Paths));
        }

        CountedProgram program = await PublishAsync(name);
        return new Baseline(await program.ReadFactsAsync(), async () => await program.CountAsync(rounds));
    }

    private static async Task<CountedProgram> PublishAsync(string commit)
    {
        string folder = Directory.CreateTempSubdirectory("moduleidentities-commit-").FullName;
        try
        {
            string archive = Path.Combine(folder, "archive.zip");
            ProcessStartInfo start = new("git", ["archive", "--format=zip", "-o", archive, commit]) { WorkingDirectory = Repository.Root, RedirectStandardError = true };
            using (Process git = Process.Start(start)!)
            {
                string errors = await git.StandardError.ReadToEndAsync();
                await git.WaitForExitAsync();
                if (git.ExitCode != 0)
                {
                    throw new InvalidOperationException($"--compare takes the file of a run that is kept, or a commit; '{commit}' is neither. {errors}");
                }
            }

            string root = Path.Combine(folder, "source");
            await ZipFile.ExtractToDirectoryAsync(archive, root);
            return await CountedProgram.PublishAsync(root);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
