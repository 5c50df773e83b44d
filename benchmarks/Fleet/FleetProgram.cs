using System.Diagnostics;

namespace ModuleIdentities.Benchmarks.Fleet;

/// <summary>The program of one device, compiled ahead of time: two hundred processes of it fit a small machine.</summary>
/// <param name="path">Where it is.</param>
internal sealed class FleetProgram(string path)
{
    /// <exception cref="InvalidOperationException">It cannot be published here.</exception>
    public static async Task<FleetProgram> PublishAsync()
    {
        string folder = Directory.CreateTempSubdirectory("moduleidentities-fleet-").FullName;
        ProcessStartInfo start = new(
            "dotnet", ["publish", Path.Combine(FindRoot(), "benchmarks", "FleetDevice"), "-c", "Release", "-p:PublishAot=true", "-v", "quiet", "-o", folder])
        { RedirectStandardOutput = true };
        using Process publish = Process.Start(start)!;
        string output = await publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync();
        return publish.ExitCode == 0
            ? new FleetProgram(Path.Combine(folder, "ModuleIdentities.FleetDevice"))
            : throw new InvalidOperationException($"The device's program cannot be published with NativeAOT, which needs a C compiler and zlib.\n{output}");
    }

    /// <summary>Starts a process that waits for the start of the fleet.</summary>
    public FleetProcess Launch(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        ProcessStartInfo start = new(path) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string? value) in settings)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return new FleetProcess(Process.Start(start)!);
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Generator.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("Generator.sln is in no folder above this program.");
    }
}

/// <summary>One device of the fleet.</summary>
internal sealed class FleetProcess(Process process) : IDisposable
{
    /// <summary>Resident bytes.</summary>
    public long Memory
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <summary>Completes when it waits for the start.</summary>
    public Task<string?> ReadyAsync() => process.StandardOutput.ReadLineAsync();

    /// <summary>Lets it start, and returns how it got its module: <c>Created</c>, or what stood in the way.</summary>
    public async Task<string> RunAsync()
    {
        await process.StandardInput.WriteLineAsync();
        string? origin = await process.StandardOutput.ReadLineAsync();
        return origin ?? await process.StandardError.ReadToEndAsync();
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }
}
