using System.Runtime.CompilerServices;

namespace ModuleIdentities.Agents;

/// <summary>
/// Keeps an agent's identity right for as long as it runs: looks at the module time and again, and applies what it finds. Where keys and hub are as they
/// were, nothing is written and nobody is told.
/// </summary>
/// <param name="deployment">How the agent is given its files.</param>
/// <param name="look">Gets the module as the hub has it now.</param>
/// <param name="time">The clock.</param>
public sealed class AgentWatch(AgentDeployment deployment, Func<CancellationToken, Task<AgentRequest>> look, TimeProvider time)
{
    /// <summary>Devices that started together do not ask together: a wait is up to so much longer.</summary>
    private const double Jitter = 0.1;

    private TaskCompletionSource _wake = New();

    /// <summary>How long to wait between two looks. Default 15 minutes; a look is one registry operation.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long to wait, at most, after a look that failed for now. Default 5 minutes.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Ends the wait, if there is one: somebody knows that something has changed.</summary>
    public void LookNow() => Volatile.Read(ref _wake).TrySetResult();

    /// <summary>Looks, again and again.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What each look came to. Nothing happens while nobody takes the next one.</returns>
    /// <exception cref="AgentException">The agent cannot be given what it needs, now or later.</exception>
    /// <exception cref="ModuleIdentityException">A service refused in a way that does not pass.</exception>
    public async IAsyncEnumerable<AgentLook> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            // Before the look: what is changed while it lasts is looked at again.
            Volatile.Write(ref _wake, New());
            AgentLook result = await LookAsync(cancellationToken).ConfigureAwait(false);
            yield return result;
            await WaitAsync(result.Failure is null ? Interval : TimeSpan.FromTicks(Math.Min(Interval.Ticks, RetryInterval.Ticks)), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<AgentLook> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            AgentRequest request = await look(cancellationToken).ConfigureAwait(false);
            return new AgentLook(await deployment.ApplyAsync(request, cancellationToken).ConfigureAwait(false), null);
        }
        catch (ModuleIdentityException exception) when (exception.IsTransient)
        {
            return new AgentLook(null, exception);
        }
        catch (AgentException exception) when (exception.Fault is AgentFault.Busy or AgentFault.Locked)
        {
            return new AgentLook(null, exception);
        }
    }

    private async Task WaitAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            await Volatile.Read(ref _wake).Task.WaitAsync(wait * (1 + (Jitter * Random.Shared.NextDouble())), time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Time to look.
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>What one look of an <see cref="AgentWatch"/> came to.</summary>
/// <param name="Outcome">What was done; null when it failed.</param>
/// <param name="Failure">Why it could not be done for now; null when it was done.</param>
public sealed record AgentLook(AgentOutcome? Outcome, Exception? Failure);
