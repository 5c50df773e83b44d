using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace ModuleIdentities.Cli.Tests;

/// <summary>The tool while it runs.</summary>
internal sealed class RunningTool : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly Task _reading;

    public RunningTool(ProcessStartInfo start, string? input)
    {
        _process = Process.Start(start)!;
        _reading = Task.WhenAll(ReadAsync(_process.StandardOutput, _output, _lines.Writer), ReadAsync(_process.StandardError, _error, null));
        if (input is not null)
        {
            _process.StandardInput.Write(input);
        }

        _process.StandardInput.Close();
        CommandLine = OperatingSystem.IsLinux() ? ReadCommandLine() : "";
    }

    /// <summary>What every user of the machine can read about the process.</summary>
    public string CommandLine { get; }

    public int Id => _process.Id;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The next line on standard output.</summary>
    public async Task<string> LineAsync()
    {
        try
        {
            return await _lines.Reader.ReadAsync(Cancellation);
        }
        catch (ChannelClosedException)
        {
            throw new InvalidOperationException($"The tool ended before it wrote that: {_error}");
        }
    }

    /// <summary>The next line on standard output, as JSON.</summary>
    public async Task<JsonObject> JsonAsync() => JsonNode.Parse(await LineAsync())!.AsObject();

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
        return new ToolRun(_process.ExitCode, _output.ToString(), _error.ToString());
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

    private string ReadCommandLine()
    {
        try
        {
            return File.ReadAllText($"/proc/{_process.Id}/cmdline");
        }
        catch (IOException)
        {
            return "";
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
