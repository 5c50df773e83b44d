using Microsoft.Extensions.Logging;

namespace ModuleIdentities.Soak;

/// <summary>Writes what the client logs to the standard error.</summary>
internal sealed class ErrorLog(TimeProvider clock) : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            Console.Error.WriteLine($"{clock.GetUtcNow():HH:mm:ss.f} {logLevel} {formatter(state, exception)}");
        }
    }

    public void Dispose()
    {
    }
}
