namespace ModuleIdentities;

/// <summary>
/// Every decision about a module's connection: state and event in, state and effect out. It does no I/O, asks no clock, takes no lock and writes no
/// log; events of links that are no longer the current one change nothing.
/// </summary>
internal static class ConnectionMachine
{
    /// <summary>A link that lived as long was a good one: the ladders start anew.</summary>
    public static readonly TimeSpan GoodLife = TimeSpan.FromSeconds(60);

    /// <summary>A link that was lost sooner may have been taken over.</summary>
    public static readonly TimeSpan ShortLife = TimeSpan.FromSeconds(10);

    /// <summary>So many short lives in a row are no accident.</summary>
    public const int SuspiciousLosses = 3;

    /// <summary>After so many failures in a row the Device Provisioning Service is asked where the device belongs ("IoT Hub DPS best practices for large-scale deployments", Microsoft docs).</summary>
    public const int FailuresBeforeProvisioning = 10;

    /// <summary>Decides.</summary>
    /// <exception cref="InvalidOperationException">The event cannot happen in this state: a mistake of this library.</exception>
    public static ConnectionStep Next(in ConnectionSituation now, in ConnectionEvent happened) => (now.State, happened.Kind) switch
    {
        (ConnectionState.Disposed, ConnectionEventKind.Start) => throw Impossible(now, happened),
        (ConnectionState.Disposed, _) => Stay(now),
        (_, ConnectionEventKind.Dispose) => Move(
            now with { State = ConnectionState.Disposed }, ConnectionChangeReason.Disposed, RecommendedAction.None, new ConnectionEffect(ConnectionEffectKind.End)),
        (ConnectionState.Disconnected, ConnectionEventKind.Start) => Open(now, ConnectionChangeReason.Started, ConnectionEffectKind.Open),
        (ConnectionState.Disconnected, _) or (_, ConnectionEventKind.Start) => throw Impossible(now, happened),
        _ when happened.Link != now.Link => Stay(now),
        (ConnectionState.Connecting or ConnectionState.Renewing, ConnectionEventKind.Opened) => Move(
            now with { State = ConnectionState.Connected, Refusals = 0 }, ConnectionChangeReason.Accepted, RecommendedAction.None),
        (ConnectionState.Connecting or ConnectionState.Renewing, ConnectionEventKind.OpenFailed) => Failed(now, happened),
        (ConnectionState.Connected, ConnectionEventKind.Lost) => Lost(now, happened),
        (ConnectionState.Connected, ConnectionEventKind.CredentialDue) => Renew(now),
        (ConnectionState.Backoff, ConnectionEventKind.WaitOver) => Open(
            now,
            ConnectionChangeReason.WaitOver,
            now.Refusals > 0 || now.Failures % FailuresBeforeProvisioning == 0 ? ConnectionEffectKind.OpenAnew : ConnectionEffectKind.Open),
        (ConnectionState.Refused, ConnectionEventKind.WaitOver) => Open(now, ConnectionChangeReason.WaitOver, ConnectionEffectKind.OpenAnew),

        // A timer that was too late to be stopped.
        (_, ConnectionEventKind.WaitOver or ConnectionEventKind.CredentialDue) => Stay(now),
        _ => throw Impossible(now, happened),
    };

    private static ConnectionStep Open(in ConnectionSituation now, ConnectionChangeReason reason, ConnectionEffectKind how) => Move(
        now with { State = ConnectionState.Connecting, Link = now.Link + 1 },
        reason,
        RecommendedAction.Wait,
        new ConnectionEffect(how, now.Link + 1));

    private static ConnectionStep Renew(in ConnectionSituation now) => Move(
        now with { State = ConnectionState.Renewing, Link = now.Link + 1 },
        ConnectionChangeReason.CredentialDue,
        RecommendedAction.None,
        new ConnectionEffect(ConnectionEffectKind.Replace, now.Link + 1));

    private static ConnectionStep Lost(in ConnectionSituation now, in ConnectionEvent happened)
    {
        ConnectionSituation next = now with { State = ConnectionState.Backoff };
        next = happened.Age >= GoodLife
            ? next with { Failures = 1, ShortLives = 0 }
            : next with { Failures = now.Failures + 1, ShortLives = happened.Age < ShortLife ? now.ShortLives + 1 : now.ShortLives };
        return next.ShortLives >= SuspiciousLosses
            ? Wait(next, WaitLadder.TakenOver(next.ShortLives - SuspiciousLosses + 1), ConnectionChangeReason.TakenOver, RecommendedAction.StopTheOther)
            : Wait(next, WaitLadder.Network(next.Failures), ConnectionChangeReason.LinkFailed, RecommendedAction.Wait);
    }

    private static ConnectionStep Failed(in ConnectionSituation now, in ConnectionEvent happened)
    {
        ModuleIdentityException fault = happened.Fault ?? throw Impossible(now, happened);
        if (fault.IsTransient && happened.WasAccepted)
        {
            return Lost(now, happened);
        }

        if (fault.IsTransient)
        {
            ConnectionSituation next = now with { State = ConnectionState.Backoff, Failures = now.Failures + 1 };
            return fault.Code == ModuleIdentityErrorCode.Throttled
                ? Wait(next, WaitLadder.Throttled(next.Failures, fault.RetryAfter), ConnectionChangeReason.Throttled, RecommendedAction.Wait)
                : Wait(next, WaitLadder.Network(next.Failures), ConnectionChangeReason.LinkFailed, RecommendedAction.Wait);
        }

        ConnectionSituation refused = now with { Refusals = now.Refusals + 1 };
        int learning = now.HubLearnsLater && fault.Code == ModuleIdentityErrorCode.CredentialRefused ? WaitLadder.Learning : 0;
        if (refused.Refusals <= learning)
        {
            return Wait(refused with { State = ConnectionState.Backoff }, WaitLadder.Learns(refused.Refusals), ConnectionChangeReason.Refused, RecommendedAction.Wait);
        }

        // Everything that the services know has been tried by then: only a person can help, or time.
        return Wait(
            refused with { State = ConnectionState.Refused },
            WaitLadder.Refused(refused.Refusals - learning),
            ConnectionChangeReason.Refused,
            RecommendedAction.CheckConfiguration);
    }

    private static ConnectionStep Wait(in ConnectionSituation next, WaitRange range, ConnectionChangeReason reason, RecommendedAction action) =>
        Move(next, reason, action, new ConnectionEffect(ConnectionEffectKind.Wait, next.Link, range));

    private static ConnectionStep Move(
        in ConnectionSituation next, ConnectionChangeReason reason, RecommendedAction action, ConnectionEffect effect = default) => new(next, effect, reason, action);

    private static ConnectionStep Stay(in ConnectionSituation now) => new(now, default, default, default);

    private static InvalidOperationException Impossible(in ConnectionSituation now, in ConnectionEvent happened) =>
        new($"{happened.Kind} of link {happened.Link} cannot happen to a connection that is {now.State} with link {now.Link}.");
}
