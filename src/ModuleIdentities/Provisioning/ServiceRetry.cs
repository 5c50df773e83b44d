using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace ModuleIdentities;

/// <summary>
/// How often and how long the services are asked again: one ladder for a network that is down, a slower one for a service that asks for fewer
/// requests, none for what no waiting heals.
/// </summary>
internal static class ServiceRetry
{
    private static readonly TimeSpan NetworkBase = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan NetworkCap = TimeSpan.FromMinutes(1);

    /// <summary>IoT Hub's own words in a 429, which has no Retry-After: "Wait 10 seconds and try again".</summary>
    private static readonly TimeSpan ThrottleBase = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ThrottleCap = TimeSpan.FromMinutes(5);

    /// <summary>Retries transient failures until the caller's token ends the work.</summary>
    public static ResiliencePipeline Create(TimeProvider time, Func<double> random, ILogger logger) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = int.MaxValue,
                ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Exception is ModuleIdentityException { IsTransient: true }),
                DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(
                    Delay((ModuleIdentityException)arguments.Outcome.Exception!, arguments.AttemptNumber, random())),
                OnRetry = arguments =>
                {
                    Log.Retrying(logger, arguments.AttemptNumber + 1, arguments.RetryDelay, arguments.Outcome.Exception!.Message);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();

    /// <summary>Full jitter between nothing and an exponential ceiling; what a service asks for is the least that is waited.</summary>
    /// <param name="exception">The failure.</param>
    /// <param name="attempt">How many retries there were before, from 0.</param>
    /// <param name="random">A random number from 0 to 1.</param>
    internal static TimeSpan Delay(ModuleIdentityException exception, int attempt, double random)
    {
        bool throttled = exception.Code == ModuleIdentityErrorCode.Throttled;
        TimeSpan shortest = throttled ? ThrottleBase : NetworkBase;
        TimeSpan cap = throttled ? ThrottleCap : NetworkCap;
        double ceiling = Math.Min(cap.TotalSeconds, shortest.TotalSeconds * Math.Pow(2, Math.Min(attempt, 30)));

        // A throttled hub needs the pause itself, so its jitter comes on top.
        TimeSpan floor = exception.RetryAfter ?? (throttled ? ThrottleBase : TimeSpan.Zero);
        return floor + TimeSpan.FromSeconds(ceiling * random);
    }
}
