using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace ModuleIdentities;

/// <summary>
/// Repeats one request to a service while its failure heals: a slow ladder for a service that asks for fewer requests, a faster one for a network
/// that is down, each with its own count, and nothing for what no waiting heals.
/// </summary>
internal sealed class ServiceRetry
{
    private readonly ResiliencePipeline _pipeline;
    private readonly TokenBucket? _budget;

    /// <param name="time">The clock of the waits.</param>
    /// <param name="random">A random number from 0 to 1.</param>
    /// <param name="logger">Where each repetition is reported.</param>
    /// <param name="budget">What limits how often is asked at all; null for nothing.</param>
    public ServiceRetry(TimeProvider time, Func<double> random, ILogger logger, TokenBucket? budget = null)
    {
        _budget = budget;
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(Climb(RetryLadder.Throttling, random, logger))
            .AddRetry(Climb(RetryLadder.Network, random, logger))
            .Build();
    }

    /// <summary>The last failure, as long as no request has succeeded since: what to tell somebody whose time has run out.</summary>
    public ModuleIdentityException? Obstacle { get; private set; }

    /// <summary>Does the work, again and again while its failure heals and the token allows.</summary>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        int attempts = 0;
        return await _pipeline.ExecuteAsync(
            async token =>
            {
                if (_budget is not null)
                {
                    await _budget.TakeAsync(token).ConfigureAwait(false);
                }

                try
                {
                    attempts++;
                    T result = await work(token).ConfigureAwait(false);
                    Obstacle = null;
                    return result;
                }
                catch (ModuleIdentityException exception)
                {
                    exception.Attempts = attempts;
                    Obstacle = exception;
                    throw;
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static RetryStrategyOptions Climb(RetryLadder ladder, Func<double> random, ILogger logger) => new()
    {
        MaxRetryAttempts = int.MaxValue,
        ShouldHandle = arguments => ValueTask.FromResult(
            arguments.Outcome.Exception is ModuleIdentityException failure && RetryLadder.For(failure) == ladder),
        DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(
            ladder.Delay(arguments.AttemptNumber, random(), ((ModuleIdentityException)arguments.Outcome.Exception!).RetryAfter)),
        OnRetry = arguments =>
        {
            ProvisioningMetrics.CountRetry(ladder.Name);
            Log.Retrying(logger, arguments.AttemptNumber + 1, arguments.RetryDelay, arguments.Outcome.Exception!.Message);
            return ValueTask.CompletedTask;
        },
    };
}
