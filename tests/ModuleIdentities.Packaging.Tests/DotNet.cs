using System.Diagnostics;

namespace ModuleIdentities.Packaging.Tests;

/// <summary>Runs the dotnet command as a person at a prompt would.</summary>
internal static class DotNet
{
    /// <returns>The exit code, and standard output and error in the order of arrival.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(string folder, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string name in start.Environment.Keys.Where(n => n.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            // What the test run's own build left behind is not in a user's environment.
            start.Environment.Remove(name);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        // Nor is a compiler process that other builds of this machine share, and have loaded their analyzers into.
        start.Environment["UseSharedCompilation"] = "false";
        using Process process = Process.Start(start)!;
        List<string> lines = [];
        Task reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await reading;
        return (process.ExitCode, string.Join('\n', lines));

        async Task ReadAsync(StreamReader reader)
        {
            while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                lock (lines)
                {
                    lines.Add(line);
                }
            }
        }
    }

    /// <summary>Runs, and shows the whole output when that fails.</summary>
    public static async Task<string> SucceedAsync(string folder, params string[] arguments)
    {
        (int exitCode, string output) = await RunAsync(folder, arguments);
        Assert.True(exitCode == 0, $"dotnet {string.Join(' ', arguments)} ended with {exitCode}:\n{output}");
        return output;
    }
}
