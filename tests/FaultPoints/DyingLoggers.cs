using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace ModuleIdentities.FaultPoints;

/// <summary>Each log message is a step; at one of them the process is killed, with nothing flushed and no handler run.</summary>
internal sealed class DyingLoggers(int last) : ILoggerFactory, ILogger
{
    private int _count;

    public int Count => _count;

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (Interlocked.Increment(ref _count) == last)
        {
            using Process self = Process.GetCurrentProcess();
            self.Kill();
            self.WaitForExit();
        }
    }

    public void Dispose()
    {
    }
}
