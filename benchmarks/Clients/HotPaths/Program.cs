using System.Globalization;
using ModuleIdentities.Benchmarks.Clients.HotPaths;

// Runs one hot path a number of times: its name, the number. Whoever counts the instructions of two numbers has those of one turn, without the start.
// Without arguments it prints how often each is best run, and its name; with "facts" what it runs on.
switch (args)
{
    case [string name, string times]:
        await HotPath.All.Single(path => path.Name == name).RunAsync(int.Parse(times, CultureInfo.InvariantCulture));
        break;
    case [CountFacts.Verb]:
        Console.WriteLine(string.Join('\n', CountFacts.All.Select(fact => $"{fact.Name}: {fact.Value}")));
        break;
    default:
        Console.WriteLine(string.Join('\n', HotPath.All.Select(path => string.Create(CultureInfo.InvariantCulture, $"{path.Turns} {path.Name}"))));
        break;
}
