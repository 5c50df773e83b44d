using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace ModuleIdentities.Cli.Tests;

/// <summary>The tool while it runs. Whatever it writes, and whatever any process of the machine has on its command line meanwhile, has no secret in it.</summary>
internal sealed class RunningTool : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Func<IEnumerable<string>> _secrets;
    private readonly bool _mayShowSecrets;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly Task _reading;

    /// <param name="start">What is started.</param>
    /// <param name="input">What it finds on standard input.</param>
    /// <param name="secrets">What nobody may see.</param>
    /// <param name="mayShowSecrets">Whether it is asked for a secret, and may write that.</param>
    public RunningTool(ProcessStartInfo start, string? input, Func<IEnumerable<string>> secrets, bool mayShowSecrets)
    {
        _secrets = secrets;
        _mayShowSecrets = mayShowSecrets;
        _process = Process.Start(start)!;
        _reading = Task.WhenAll(ReadAsync(_process.StandardOutput, _output, _lines.Writer), ReadAsync(_process.StandardError, _error, null));
        if (input is not null)
        {
            _process.StandardInput.Write(input);
        }

        _process.StandardInput.Close();
        AssertNoSecretIsOnACommandLine();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The next line on standard output.</summary>
    public async Task<string> LineAsync()
    {
        try
        {
            string line = await _lines.Reader.ReadAsync(Cancellation);
            AssertNoSecretIsOnACommandLine();
            return line;
        }
        catch (ChannelClosedException)
        {
            throw new InvalidOperationException($"The tool ended before it wrote that: {_error}");
        }
    }

    /// <summary>The next line on standard output, as JSON.</summary>
    public async Task<JsonObject> JsonAsync() => JsonNode.Parse(await LineAsync())!.AsObject();

    /// <summary>The number of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Sends a signal, as the keyboard or systemd does.</summary>
    public void Signal(string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Waits for the end.</summary>
    public async Task<ToolRun> EndAsync()
    {
        await _reading.WaitAsync(Cancellation);
        await _process.WaitForExitAsync(Cancellation);
        ToolRun run = new(_process.ExitCode, _output.ToString(), _error.ToString());
        if (!_mayShowSecrets)
        {
            Assert.All(_secrets(), secret =>
            {
                Assert.DoesNotContain(secret, run.Output, StringComparison.Ordinal);
                Assert.DoesNotContain(secret, run.Error, StringComparison.Ordinal);
            });
        }

        return run;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _reading;
        _process.Dispose();
    }

    private static async Task ReadAsync(StreamReader reader, StringBuilder all, ChannelWriter<string>? lines)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            all.AppendLine(line);
            lines?.TryWrite(line);
        }

        lines?.Complete();
    }

    // What every user of the machine can read.
    private void AssertNoSecretIsOnACommandLine()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        string[] secrets = [.. _secrets()];
        foreach (string process in Directory.EnumerateDirectories("/proc").Where(path => Path.GetFileName(path).All(char.IsAsciiDigit)))
        {
            string commandLine;
            try
            {
                commandLine = File.ReadAllText(Path.Combine(process, "cmdline"));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It has ended meanwhile, or is nobody's business.
                continue;
            }

            Assert.All(secrets, secret => Assert.DoesNotContain(secret, commandLine, StringComparison.Ordinal));
        }
    }
}

/// <summary>How the tool ended.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    /// <summary>Standard output as one JSON document.</summary>
    public JsonObject Json => JsonNode.Parse(Output)!.AsObject();

    /// <summary>The error that standard error is one JSON document about.</summary>
    public JsonObject JsonError => JsonNode.Parse(Error)!["error"]!.AsObject();
}
