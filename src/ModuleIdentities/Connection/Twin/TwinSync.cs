using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace ModuleIdentities;

/// <summary>
/// Keeps the module and its twin in step over whatever link there is: reads the twin when <see cref="DesiredState"/> needs it, sends what
/// <see cref="ReportedPatches"/> holds, one request at a time.
/// </summary>
internal sealed partial class TwinSync(string moduleId, IEnumerable<DesiredPropertyHandler> handlers, TimeProvider time, ILogger logger)
{
    private readonly DesiredState _desired = new(handlers);
    private readonly ReportedPatches _reported = new();
    private readonly Lock _gate = new();
    private HubLink? _link;
    private Task _work = Task.CompletedTask;
    private bool _isWorking;
    private bool _isStopped;

    /// <summary>Raised when a value may wait in <see cref="TakeChange"/>.</summary>
    public event Action? Changed;

    /// <summary>Whether the module hears desired properties.</summary>
    public bool IsHeard => _desired.IsHeard;

    /// <summary>Reports properties: joined with what waits, and sent as soon as there is a link.</summary>
    /// <returns>Completes when the hub has taken them.</returns>
    public Task Report(JsonObject patch, int size)
    {
        Task taken;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isStopped, typeof(ModuleClient));
            taken = _reported.Add(patch, size);
        }

        Work();
        return taken;
    }

    /// <summary>Takes the next value that the module has not been told.</summary>
    public DesiredChange? TakeChange()
    {
        lock (_gate)
        {
            return _isStopped ? null : _desired.TakeNext();
        }
    }

    /// <summary>A link is about to be subscribed: what it brings is held until the twin has been read over it.</summary>
    /// <param name="isNewTwin">The module has another twin than the one of the link before.</param>
    public void LinkOpening(bool isNewTwin)
    {
        lock (_gate)
        {
            _desired.Forget();
            if (isNewTwin)
            {
                _reported.ReportAllAgain();
            }
        }
    }

    /// <summary>A link is open and subscribed.</summary>
    public void LinkOpened(HubLink link)
    {
        lock (_gate)
        {
            _link = link;
            _opened.TrySetResult();
        }

        Work();
    }

    /// <summary>Takes a change of the desired properties.</summary>
    public void Take(DesiredPatch patch)
    {
        lock (_gate)
        {
            _desired.Patch(patch.Properties, patch.Version);
        }

        Work();
        Changed?.Invoke();
    }

    /// <summary>The link has ended.</summary>
    public void LinkEnded(HubLink link)
    {
        lock (_gate)
        {
            if (_link == link)
            {
                _link = null;
                _opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <summary>Waits until everything reported so far is taken.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task work;
            lock (_gate)
            {
                if (_reported.IsEmpty)
                {
                    return;
                }

                work = _reported.LastTaken;
            }

            await work.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Takes and sends nothing more, fails what waits, and waits for the request that is out.</summary>
    public async Task StopAsync()
    {
        Task work;
        lock (_gate)
        {
            _isStopped = true;
            _link = null;
            _opened.TrySetResult();
            work = _work;
            _reported.Fail(new ModuleIdentityException(
                ModuleIdentityErrorCode.Stopped, $"Module '{moduleId}' was disposed before the hub took its reported properties", "Await the reports before disposing")
            { ModuleId = moduleId });
        }

        await work.ConfigureAwait(false);
    }

    private void Work()
    {
        lock (_gate)
        {
            if (!_isWorking && !_isStopped)
            {
                _isWorking = true;
                _work = WorkAsync();
            }
        }
    }

    private async Task WorkAsync()
    {
        // Off the gate, and off the caller's thread, before anything is done.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        int failures = 0;
        while (true)
        {
            HubLink link;
            ReportedPatch? patch = null;
            lock (_gate)
            {
                // A link that is over is told so a little later; asking it again and again meanwhile would keep that from happening.
                if (_link is null || _link.Over.IsCancellationRequested || (!_desired.NeedsRead && (patch = _reported.TakeNext()) is null))
                {
                    _isWorking = false;
                    return;
                }

                link = _link;
            }

            TwinOutcome outcome = patch is null ? await ReadAsync(link).ConfigureAwait(false) : await ReportAsync(link, patch).ConfigureAwait(false);
            failures = outcome == TwinOutcome.Done ? 0 : failures + 1;
            if (failures > 0)
            {
                WaitRange wait = outcome == TwinOutcome.Throttled ? WaitLadder.Throttled(failures, null) : WaitLadder.Network(failures);
                await Task.Delay(wait.Pick(Random.Shared.NextDouble()), time, link.Over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<TwinOutcome> ReadAsync(HubLink link)
    {
        TwinAnswer? answer = await AskAsync(link.ReadTwinAsync, "read").ConfigureAwait(false);
        if (answer is not { IsSuccess: true } || DesiredPatch.TryParse(answer.Value.Body)?["desired"] is not JsonObject desired)
        {
            return Outcome(answer);
        }

        bool isGap;
        lock (_gate)
        {
            if (_link == link)
            {
                _desired.Read(desired);
            }

            isGap = _desired.NeedsRead;
        }

        Changed?.Invoke();
        return isGap ? TwinOutcome.Failed : TwinOutcome.Done;
    }

    private async Task<TwinOutcome> ReportAsync(HubLink link, ReportedPatch patch)
    {
        TwinAnswer? answer = await AskAsync(() => link.ReportAsync(Encoding.UTF8.GetBytes(patch.Properties.ToJsonString())), "update").ConfigureAwait(false);
        bool isFinal = answer is { IsTransient: false };
        lock (_gate)
        {
            if (isFinal)
            {
                _reported.Answered(patch);
            }
            else
            {
                _reported.Unanswered(patch);
            }
        }

        if (!isFinal)
        {
            return Outcome(answer);
        }

        patch.Complete(answer!.Value.IsSuccess ? null : Refused(
            answer.Value, "refused reported properties", "Check names, depth and size against the limits of twins"));
        return TwinOutcome.Done;
    }

    private static TwinOutcome Outcome(TwinAnswer? answer) => answer is { Status: 429 } ? TwinOutcome.Throttled : TwinOutcome.Failed;

    private async Task<TwinAnswer?> AskAsync(Func<Task<TwinAnswer>> ask, string verb)
    {
        try
        {
            TwinAnswer answer = await ask().ConfigureAwait(false);
            if (!answer.IsSuccess)
            {
                Log.TwinRefused(logger, moduleId, verb, ServiceFault.Read(answer.Status, answer.Body.Span).ToString());
            }

            return answer;
        }
        catch (OperationCanceledException)
        {
            // The link has ended; the next one begins anew.
            return null;
        }
        catch (ModuleIdentityException exception)
        {
            Log.TwinUnanswered(logger, moduleId, verb, exception.Message);
            return null;
        }
    }

    private ModuleIdentityException Refused(TwinAnswer answer, string what, string advice) => new(
        ModuleIdentityErrorCode.RequestRejected,
        $"The hub {what} of module '{moduleId}'",
        advice,
        ServiceFault.Read(answer.Status, answer.Body.Span))
    { ModuleId = moduleId };

    private enum TwinOutcome
    {
        Done,
        Failed,
        Throttled,
    }
}
