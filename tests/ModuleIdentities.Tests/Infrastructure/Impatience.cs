using Microsoft.Extensions.Logging;

namespace ModuleIdentities.Tests.Infrastructure;

/// <summary>A retry that gives up as soon as it would wait, so that a test sees the first failure and what would have been done about it.</summary>
internal sealed class Impatience : ILogger, IDisposable
{
    private const int RetryingEvent = 1004;

    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    public Impatience() => Retry = new ServiceRetry(TimeProvider.System, () => 0.5, this);

    public ServiceRetry Retry { get; }

    /// <summary>Whether a failure was found worth waiting for.</summary>
    public bool WouldHaveRetried { get; private set; }

    /// <summary>Runs work; a failure that would be retried comes out as it is.</summary>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work)
    {
        try
        {
            return await work(_end.Token);
        }
        catch (OperationCanceledException) when (Retry.Obstacle is not null)
        {
            throw Retry.Obstacle;
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id == RetryingEvent)
        {
            WouldHaveRetried = true;
            _end.Cancel();
        }
    }

    public void Dispose() => _end.Dispose();
}
