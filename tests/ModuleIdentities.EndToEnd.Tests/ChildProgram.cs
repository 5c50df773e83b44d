using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using ModuleIdentities.Canary;

namespace ModuleIdentities.EndToEnd.Tests;

/// <summary>A program in a process of its own, configured by its environment. The canary sees what it writes.</summary>
internal sealed class ChildProgram : IDisposable
{
    /// <summary>The exit code of a process that was killed with -9.</summary>
    public const int Killed = 137;

    private readonly Process _process;

    private ChildProgram(Process process) => _process = process;

    /// <summary>Provisions, rotates, connects, and dies of it: see tests/FaultPoints.</summary>
    public static string FaultPoints { get; } = Find("tests/FaultPoints", "ModuleIdentities.FaultPoints");

    /// <summary>The quick start as it is in the samples.</summary>
    public static string QuickStart { get; } = Find("samples/QuickStart", "QuickStart");

    /// <summary>The command line, <c>moduleid</c>.</summary>
    public static string Tool { get; } = Find("src/ModuleIdentities.Cli", "moduleid");

    /// <summary>The tests that are for a real hub.</summary>
    public static string LiveSuite { get; } = Find("tests/ModuleIdentities.Live.Tests", "ModuleIdentities.Live.Tests");

    /// <summary>Starts a program.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="configuration">What it finds in its environment.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">What else it finds in its environment.</param>
    /// <param name="wrapper">A command that runs it; null for none.</param>
    public static ChildProgram Start(
        string program, IConfiguration configuration, string[] arguments, IReadOnlyDictionary<string, string>? environment = null, string[]? wrapper = null)
    {
        string[] command = [.. wrapper ?? [], "dotnet", program, .. arguments];
        ProcessStartInfo start = new(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string? value) in configuration.AsEnumerable().Where(setting => setting.Value is not null))
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new ChildProgram(Process.Start(start)!);
    }

    /// <summary>Waits for its end, with all that it writes until then.</summary>
    public async Task<ProgramEnd> EndAsync(CancellationToken cancellationToken)
    {
        Task<string> output = _process.StandardOutput.ReadToEndAsync(cancellationToken);
        Task<string> errors = _process.StandardError.ReadToEndAsync(cancellationToken);
        await _process.WaitForExitAsync(cancellationToken);
        SecretCanary.See(await output);
        SecretCanary.See(await errors);
        return new ProgramEnd(_process.ExitCode, (await output).Trim(), (await errors).Trim());
    }

    /// <summary>The id of its process.</summary>
    public int Id => _process.Id;

    /// <summary>The next line that it writes.</summary>
    public async Task<string?> LineAsync(CancellationToken cancellationToken) => await _process.StandardOutput.ReadLineAsync(cancellationToken);

    /// <summary>Kills it, as by kill -9.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static string Find(string project, string name) => Path.Combine(
        Repository.Root, project, "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", $"{name}.dll");
}

/// <summary>How a program ended.</summary>
internal sealed record ProgramEnd(int ExitCode, string Output, string Errors);
