using System.Globalization;
using ModuleIdentities.Benchmarks.Clients.HotPaths;

// Runs one hot path a number of times: its name, the number. Without arguments it prints the names. Whoever counts the instructions of two numbers has those
// of one turn, without the start.
if (args is not [string name, string times])
{
    Console.WriteLine(string.Join('\n', HotPath.All.Select(path => path.Name)));
    return;
}

await HotPath.All.Single(path => path.Name == name).RunAsync(int.Parse(times, CultureInfo.InvariantCulture));
