using Microsoft.Extensions.Logging;

namespace ModuleIdentities.Canary;

/// <summary>Hands every log message to the canary, of all levels, with its values.</summary>
internal sealed class CanaryLogger : ILogger
{
    public static CanaryLogger Instance { get; } = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        SecretCanary.See(state.ToString());
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        SecretCanary.See(formatter(state, exception));
        SecretCanary.See(exception?.ToString());
        if (state is IEnumerable<KeyValuePair<string, object?>> values)
        {
            foreach (KeyValuePair<string, object?> value in values)
            {
                SecretCanary.See($"{value.Key}={value.Value}");
            }
        }
    }
}
