using Microsoft.Extensions.Logging;
using ModuleIdentities.Canary;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests.Canary;

/// <summary>
/// Hands every log message to the canary, of all levels, with its values. When a module got keys it also has the canary learn them from the emulator.
/// </summary>
internal sealed class CanaryLoggers(IotEmulator emulator, Action<EventId, string>? also = null) : ILoggerFactory, ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
        // Nothing else is to hear.
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        SecretCanary.See(state.ToString());
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        string message = formatter(state, exception);
        CanaryLogger.Instance.Log(logLevel, eventId, state, exception, formatter);
        if (eventId.Name?.StartsWith("Module", StringComparison.Ordinal) == true || eventId.Name?.EndsWith("Replaced", StringComparison.Ordinal) == true)
        {
            CanaryKeys.Learn(emulator);
        }

        also?.Invoke(eventId, message);
    }

    public void Dispose()
    {
    }
}
