namespace ModuleIdentities.Agents;

/// <summary>
/// Gives an agent its files and sees to it that it runs with them: keep what was → write → tell the agent → see it run, or put back what was. Whatever
/// step the process dies at, doing it again ends well.
/// </summary>
/// <param name="agent">The agent.</param>
/// <param name="host">The device, or an image of one.</param>
/// <param name="services">The services of the device.</param>
/// <param name="time">The clock.</param>
public sealed class AgentDeployment(Agent agent, AgentHost host, IServiceControl services, TimeProvider time)
{
    private static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RunPoll = TimeSpan.FromSeconds(1);

    /// <summary>A unit that crashes at once is "active" for a moment: it has to be so this many times in a row.</summary>
    private const int TimesActive = 3;

    private readonly AgentJournal _journal = new(host, agent.Name);

    /// <summary>How long another process may be at the same agent. Default 1 minute.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the agent may take until it runs. Default 30 seconds.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether the agent is told of the change; without it, it takes the files up when it is next started.</summary>
    public bool IsActivating { get; init; } = true;

    /// <summary>Called before each step; for tests that die there.</summary>
    internal Action<string>? OnStep { get; init; }

    /// <summary>Refuses what the agent cannot use; to be asked before its module is made or changed for it.</summary>
    /// <exception cref="AgentException">The request does not fit the agent.</exception>
    public void ThrowIfUnfit(AgentRequest request) => _ = Render(request);

    /// <summary>What would be done; changes nothing.</summary>
    /// <exception cref="AgentException">The request does not fit the agent.</exception>
    public AgentOutcome Plan(AgentRequest request) =>
        Plan(Render(request), changed => agent.Activate(request, changed), request.Identity is { IsPlanned: true });

    /// <summary>Does it; safe to do again at any time.</summary>
    /// <exception cref="AgentException">The request does not fit, the agent is busy, or it did not run and the old files are back.</exception>
    /// <exception cref="ArgumentException">The module is only planned with.</exception>
    public Task<AgentOutcome> ApplyAsync(AgentRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Identity is { IsPlanned: true })
        {
            throw new ArgumentException("A module that is only planned with has no secrets to write.", nameof(request));
        }

        return LockedAsync(() => ApplyAsync(Plan(request), isToRun: true, cancellationToken), cancellationToken);
    }

    /// <summary>Takes the identity from the agent, and stops it; safe to do again at any time.</summary>
    /// <exception cref="AgentException">The agent is busy, a file could not be written, or a service could not be told.</exception>
    public Task<AgentOutcome> RemoveAsync(CancellationToken cancellationToken = default) => LockedAsync(
        () => ApplyAsync(PlanRemoval(), isToRun: false, cancellationToken), cancellationToken);

    /// <summary>What removing would do.</summary>
    public AgentOutcome PlanRemoval() => Plan(agent.RenderRemoval(host), agent.Deactivate);

    /// <summary>What systemd says of the agent's unit, for example <c>active</c>; null for an image.</summary>
    public async Task<string?> ReadUnitStateAsync(CancellationToken cancellationToken = default) => host.IsImage
        ? null
        : (await services.RunAsync(new ServiceCommand("systemctl", ["is-active", agent.Unit]), cancellationToken).ConfigureAwait(false)).Output;

    /// <summary>Whether a change was begun and not seen through.</summary>
    public bool IsPending => _journal.IsPending;

    /// <summary>Why the agent must not be restarted now, by what it is doing or how often it was restarted; null when it may be.</summary>
    public string? WhyNotRestart() => agent.WhyBusy(host) ?? WhyLocked();

    private IReadOnlyList<AgentFile> Render(AgentRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return agent.Modes.Contains(request.Mode) ? agent.Render(request) : throw new AgentException(
            AgentFault.InvalidRequest, $"'{agent.Name}' cannot get its identity by {request.Mode}; it can by {string.Join(", ", agent.Modes)}.");
    }

    private AgentOutcome Plan(
        IReadOnlyList<AgentFile> files, Func<IReadOnlyList<AgentFile>, IReadOnlyList<ServiceCommand>> activate, bool isPlanned = false)
    {
        FileChange[] changes = [.. files.Select(file => FileChange.Between(host, file, isPlanned)).OfType<FileChange>()];
        bool isActivating = IsActivating && !host.IsImage && (changes.Length > 0 || _journal.IsPending);

        // After a crash nobody knows what the agent has been told: as if all were new.
        IReadOnlyList<AgentFile> news = _journal.IsPending ? files : [.. changes.Select(change => change.File)];
        return new AgentOutcome(
            changes, isActivating ? activate(news) : [], changes.Length > 0 || _journal.IsPending ? AgentOutcomeState.Planned : AgentOutcomeState.Unchanged);
    }

    private async Task<AgentOutcome> ApplyAsync(AgentOutcome plan, bool isToRun, CancellationToken cancellationToken)
    {
        if (plan.State == AgentOutcomeState.Unchanged)
        {
            return plan;
        }

        ThrowIfBusy(plan);
        OnStep?.Invoke("keep");
        bool isAgain = _journal.IsPending;
        await _journal.BeginAsync(plan.Changes, cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (FileChange change in plan.Changes)
            {
                OnStep?.Invoke($"write {change.File.Path}");
                await change.File.WriteAsync(host, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (AgentException unwritten)
        {
            throw await UnwriteAsync(unwritten, isAgain).ConfigureAwait(false);
        }

        if (plan.Commands.Count == 0)
        {
            OnStep?.Invoke("end");
            _journal.End();
            return plan with { State = AgentOutcomeState.Written };
        }

        string? failure = await ActivateAsync(plan.Commands, cancellationToken).ConfigureAwait(false)
            ?? (isToRun ? await WatchAsync(cancellationToken).ConfigureAwait(false) : null);
        if (failure is not null && !isToRun)
        {
            // A secret that was to go does not come back.
            throw new AgentException(AgentFault.NotTold, $"{failure}: the identity is out of the files. Remove it again to tell the services of '{agent.Name}'.");
        }

        if (failure is not null)
        {
            throw await RollBackAsync(plan.Commands, failure, cancellationToken).ConfigureAwait(false);
        }

        OnStep?.Invoke("end");
        _journal.End();
        return plan with { State = AgentOutcomeState.Applied };
    }

    private void ThrowIfBusy(AgentOutcome plan)
    {
        if (plan.Commands.Count == 0)
        {
            return;
        }

        if (agent.WhyBusy(host) is { } reason)
        {
            throw new AgentException(AgentFault.Busy, $"{reason} Nothing was changed: apply again later, or with --no-restart.");
        }

        if (plan.Commands.Any(command => command.IsRestart) && WhyLocked() is { } locked)
        {
            throw new AgentException(AgentFault.Busy, $"{locked} Nothing was changed: apply again later, or with --no-restart.");
        }
    }

    private string? WhyLocked() => agent.RestartLimit is { } limit && _journal.Wait(limit, time.GetUtcNow()) is { } wait
        ? $"{agent.Unit} was restarted {limit.Restarts} times in {limit.Interval.TotalMinutes:0} minutes, and systemd locks it at one more before {wait.TotalSeconds:0} s have passed."
        : null;

    /// <summary>Tells the agent; why it could not be told, or null.</summary>
    private async Task<string?> ActivateAsync(IReadOnlyList<ServiceCommand> commands, CancellationToken cancellationToken)
    {
        foreach (ServiceCommand command in commands)
        {
            OnStep?.Invoke(command.ToString());
            if (command.IsRestart && agent.RestartLimit is { } limit)
            {
                await _journal.RestartedAsync(limit, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
            }

            try
            {
                (int exitCode, _) = await services.RunAsync(command, cancellationToken).ConfigureAwait(false);
                if (exitCode != 0)
                {
                    return $"'{command}' ended with {exitCode}";
                }
            }
            catch (AgentException exception)
            {
                return exception.Message.TrimEnd('.');
            }
        }

        return null;
    }

    /// <summary>Sees the agent run; why not, or null.</summary>
    private async Task<string?> WatchAsync(CancellationToken cancellationToken)
    {
        OnStep?.Invoke("watch");
        DateTimeOffset end = time.GetUtcNow() + StartTimeout;
        int active = 0;
        while (true)
        {
            string state = await ReadUnitStateAsync(cancellationToken).ConfigureAwait(false) ?? "";
            active = state == "active" ? active + 1 : 0;
            if (active == TimesActive)
            {
                return null;
            }

            if (state == "failed" || time.GetUtcNow() >= end)
            {
                return $"{agent.Unit} is '{state}' with its new files";
            }

            await Task.Delay(RunPoll, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Puts back what was before a file could not be written. Nobody has been told of the others yet.</summary>
    private async Task<AgentException> UnwriteAsync(AgentException failure, bool isAgain)
    {
        OnStep?.Invoke("put back");
        await _journal.RestoreAsync(CancellationToken.None).ConfigureAwait(false);
        if (!isAgain)
        {
            _journal.End();
        }

        return new AgentException(failure.Fault, $"{failure.Message} Nothing was changed.", failure);
    }

    private async Task<AgentException> RollBackAsync(IReadOnlyList<ServiceCommand> commands, string failure, CancellationToken cancellationToken)
    {
        OnStep?.Invoke("roll back");
        await _journal.RestoreAsync(cancellationToken).ConfigureAwait(false);
        string? again = await ActivateAsync(commands, cancellationToken).ConfigureAwait(false) ?? await WatchAsync(cancellationToken).ConfigureAwait(false);
        OnStep?.Invoke("end");
        _journal.End();
        return again is null
            ? new AgentException(AgentFault.RolledBack, $"{failure}: the old files are back, and it runs. See journalctl -u {agent.Unit}.")
            : new AgentException(AgentFault.Broken, $"{failure}: the old files are back, but it does not run with them either. See journalctl -u {agent.Unit}.");
    }

    private async Task<AgentOutcome> LockedAsync(Func<Task<AgentOutcome>> work, CancellationToken cancellationToken)
    {
        DateTimeOffset end = time.GetUtcNow() + LockTimeout;
        IDisposable? held;
        while ((held = _journal.TryLock()) is null)
        {
            if (time.GetUtcNow() >= end)
            {
                throw new AgentException(AgentFault.Locked, $"Another process has been changing '{agent.Name}' for {LockTimeout.TotalSeconds:0} s. See that it ends, then apply again.");
            }

            await Task.Delay(LockPoll, time, cancellationToken).ConfigureAwait(false);
        }

        using (held)
        {
            return await work().ConfigureAwait(false);
        }
    }
}
