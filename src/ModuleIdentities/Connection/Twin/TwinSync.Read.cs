namespace ModuleIdentities;

/// <content>The whole twin, for whoever asks.</content>
internal sealed partial class TwinSync
{
    private TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Reads the twin over the link there is, or over the next one.</summary>
    /// <exception cref="ModuleIdentityException">The hub refused, or the module was disposed.</exception>
    public async Task<ModuleTwin> GetAsync(CancellationToken cancellationToken)
    {
        for (int failures = 1; ; failures++)
        {
            HubLink link = await LinkAsync(cancellationToken).ConfigureAwait(false);
            TwinAnswer? answer = await AskAsync(link.ReadTwinAsync, "read").WaitAsync(cancellationToken).ConfigureAwait(false);
            if (answer is { IsSuccess: true } && ModuleTwin.TryParse(answer.Value.Body) is { } twin)
            {
                return twin;
            }

            if (answer is { IsSuccess: false, IsTransient: false })
            {
                throw Refused(answer.Value, "did not show the twin", "Check that the module still exists");
            }

            WaitRange wait = Outcome(answer) == TwinOutcome.Throttled ? WaitLadder.Throttled(failures, null) : WaitLadder.Network(failures);
            await Task.Delay(wait.Pick(Random.Shared.NextDouble()), time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<HubLink> LinkAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task opened;
            lock (_gate)
            {
                if (_isStopped)
                {
                    throw new ModuleIdentityException(
                        ModuleIdentityErrorCode.Stopped, $"Module '{moduleId}' was disposed before the hub showed its twin", "Await it before disposing")
                    { ModuleId = moduleId };
                }

                if (_link is { } link)
                {
                    return link;
                }

                opened = _opened.Task;
            }

            await opened.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
