using System.CommandLine;
using Microsoft.Extensions.Logging;

namespace ModuleIdentities.Cli;

/// <summary>A command of the tool: what it does, how it is used, and how it can end.</summary>
internal abstract class ToolCommand : Command
{
    protected ToolCommand(string name, string description)
        : base(name, description) => SetAction(RunGuardedAsync);

    /// <summary>At least two lines that a reader can try.</summary>
    public abstract IReadOnlyList<Example> Examples { get; }

    /// <summary>How the command can end besides 0, 1, 2, 130 and 143, which every command can.</summary>
    public virtual IReadOnlyList<ExitCode> ExitCodes => [];

    /// <summary>Does the command's work.</summary>
    protected abstract Task<ExitCode> RunAsync(ParseResult arguments, Screen screen, CancellationToken cancellationToken);

    private async Task<int> RunGuardedAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        Screen screen = new(arguments.GetValue(CommonOptions.Json), arguments.InvocationConfiguration.Output, arguments.InvocationConfiguration.Error);
        try
        {
            return (int)await RunAsync(arguments, screen, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Whoever interrupted it knows; the exit code tells the rest.
            return (int)ExitCode.Interrupted;
        }
#pragma warning disable CA1031 // The user gets a message, never a stack trace.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Failure failure = Failure.Of(exception);
            screen.Fail(failure);
            return (int)failure.Exit;
        }
    }

    /// <summary>Logs to standard error when details are wanted; null when not.</summary>
    protected static ILoggerFactory? CreateLoggers(ParseResult arguments) => arguments.GetValue(CommonOptions.Verbose)
        ? LoggerFactory.Create(builder => builder
            .SetMinimumLevel(LogLevel.Debug)
            .AddSimpleConsole(format =>
            {
                format.SingleLine = true;
                format.TimestampFormat = "HH:mm:ss.fff ";
            })
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace))
        : null;
}
