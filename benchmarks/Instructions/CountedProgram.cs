using System.Globalization;
using ModuleIdentities.Benchmarks.Programs;

namespace ModuleIdentities.Benchmarks.Instructions;

/// <summary><c>Clients/HotPaths</c> of one commit, compiled ahead of time, to be counted.</summary>
/// <param name="program">The program, published.</param>
internal sealed class CountedProgram(PublishedProgram program)
{
    /// <summary>More would take memory that a machine of many cores may not have.</summary>
    private const int MostAtOnce = 4;

    /// <summary>Publishes it.</summary>
    /// <param name="root">The root of the repository.</param>
    /// <exception cref="InvalidOperationException">It cannot be published here.</exception>
    public static async Task<CountedProgram> PublishAsync(string root) =>
        new(await PublishedProgram.PublishAsync(Path.Combine(root, "benchmarks", "Clients", "HotPaths"), "ModuleIdentities.HotPaths", PublishForm.NativeAot));

    /// <summary>What else moves the counts, by its name.</summary>
    /// <exception cref="InvalidOperationException">It does not run under valgrind.</exception>
    public async Task<Dictionary<string, string>> ReadFactsAsync()
    {
        Dictionary<string, string> facts = (await Callgrind.PrintAsync(program, "facts"))
            .Select(line => line.Split(": ", 2))
            .Where(parts => parts.Length == 2)
            .ToDictionary(parts => parts[0], parts => parts[1]);

        // A program from before there were facts says none.
        if (facts.Count > 0)
        {
            facts["valgrind"] = await Callgrind.VersionAsync();
        }

        return facts;
    }

    /// <summary>The instructions of one turn of each path, from the least of some runs: what disturbs a run adds to it.</summary>
    public async Task<Dictionary<string, double>> CountAsync(int rounds)
    {
        (string Name, int Few, int Many)[] paths =
        [
            .. from line in await program.ListAsync()
               let words = line.Split(' ', 2)
               let turns = int.Parse(words[0], CultureInfo.InvariantCulture)
               select (words[1], turns / 5, turns),
        ];
        Dictionary<(string Name, int Turns), long> least = [];
        await Parallel.ForEachAsync(
            from round in Enumerable.Range(0, rounds)
            from path in paths
            from turns in (int[])[path.Few, path.Many]
            select (path.Name, turns),
            new ParallelOptions { MaxDegreeOfParallelism = Math.Min(Environment.ProcessorCount, MostAtOnce) },
            async (run, _) =>
            {
                long count = await Callgrind.CountAsync(program, run.Name, run.turns.ToString(CultureInfo.InvariantCulture));
                lock (least)
                {
                    least[run] = Math.Min(count, least.GetValueOrDefault(run, long.MaxValue));
                }
            });
        return paths.ToDictionary(path => path.Name, path => (least[(path.Name, path.Many)] - least[(path.Name, path.Few)]) / (double)(path.Many - path.Few));
    }
}
