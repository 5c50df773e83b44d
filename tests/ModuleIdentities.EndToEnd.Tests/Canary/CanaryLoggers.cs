using Microsoft.Extensions.Logging;
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
        SecretCanary.See(message);
        SecretCanary.See(exception?.ToString());
        if (state is IEnumerable<KeyValuePair<string, object?>> values)
        {
            foreach (KeyValuePair<string, object?> value in values)
            {
                SecretCanary.See($"{value.Key}={value.Value}");
            }
        }

        if (eventId.Name?.StartsWith("Module", StringComparison.Ordinal) == true || eventId.Name?.EndsWith("Replaced", StringComparison.Ordinal) == true)
        {
            try
            {
                LearnKeys();
            }
            catch (ObjectDisposedException)
            {
                // A test has taken this emulator down; the one that came back has the same keys.
            }
        }

        also?.Invoke(eventId, message);
    }

    public void Dispose()
    {
    }

    private void LearnKeys()
    {
        foreach (EmulatedHub hub in emulator.Hubs)
        {
            foreach (EmulatedModule module in hub.Devices.List().SelectMany(hub.Devices.ListModules))
            {
                try
                {
                    SecretCanary.Keep(Key(hub.Devices.ConnectionString(module.DeviceId, module.ModuleId)));
                    SecretCanary.Keep(Key(hub.Devices.ConnectionString(module.DeviceId, module.ModuleId, withSecondaryKey: true)));
                }
                catch (HubRefusedException)
                {
                    // Deleted at the same moment.
                }
            }
        }
    }

    private static string? Key(string connectionString) => connectionString.Split("SharedAccessKey=").ElementAtOrDefault(1);
}
