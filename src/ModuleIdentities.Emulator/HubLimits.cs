using ModuleIdentities.Emulator.Service.Limits;

namespace ModuleIdentities.Emulator;

/// <summary>
/// What a hub may be asked for over the wire, and how often it was. Calls in process, such as <see cref="EmulatedDevices.AddAsync"/>, are free.
/// </summary>
public sealed class HubLimits
{
    private readonly TimeProvider _time;
    private readonly ThrottleMeter[] _meters;
    private readonly DailyQuota _quota;
    private volatile HubScale? _scale;

    internal HubLimits(HubScale? scale, TimeProvider time)
    {
        _time = time;
        _meters = [.. Enum.GetValues<HubThrottle>().Select(_ => new ThrottleMeter(time))];
        _quota = new DailyQuota(time);
        Scale = scale;
    }

    /// <summary>
    /// How large the hub is; null, the default, for one without limits. May be set while it runs, as with scaling in the portal; every throttle begins
    /// anew then.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 1 to 200 units, or a delay below zero.</exception>
    public HubScale? Scale
    {
        get => _scale;
        set
        {
            value?.Validate();
            foreach (HubThrottle throttle in Enum.GetValues<HubThrottle>())
            {
                _meters[(int)throttle].Limit(value is null ? null : HubRates.Of(throttle, value));
            }

            _quota.Limit(value is null ? null : HubRates.MessagesOf(value));
            _scale = value;
        }
    }

    /// <summary>How often it was asked for this.</summary>
    public ThrottleCounts this[HubThrottle throttle] => _meters[(int)throttle].Counts;

    /// <summary>
    /// How many messages it took today, by the UTC day of the emulator's clock and as Azure counts: telemetry, direct methods, twins and queries, in pieces of
    /// 4 KiB (of F1, 0.5 KiB).
    /// </summary>
    public long MessagesToday => _quota.Today;

    /// <summary>How often something was refused because the messages of the day were used up.</summary>
    public long RefusedByQuota => _quota.Refused;

    /// <summary>Lets an operation that is asked for and answered through, perhaps later.</summary>
    /// <param name="throttle">Which.</param>
    /// <param name="operation">What the hub calls it in its refusal.</param>
    /// <param name="bytes">Its size, of which the hub makes messages; null for what is no message.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="HubRefusedException">It comes too soon, or the messages of the day are used up.</exception>
    internal async ValueTask AdmitAsync(HubThrottle throttle, string operation, int? bytes, CancellationToken cancellationToken)
    {
        TimeSpan longest = _scale?.LongestDelay ?? TimeSpan.Zero;
        int pieces = throttle == HubThrottle.DirectMethods ? HubRates.Pieces(bytes ?? 0, HubRates.MessageSize) : 1;
        if (_meters[(int)throttle].Take(pieces, longest) is not { } wait)
        {
            throw new HubRefusedException(
                longest > TimeSpan.Zero ? HubErrorCode.ThrottleBacklogLimitExceeded : HubErrorCode.ThrottlingException, ThrottleMessage.Of(operation));
        }

        if (bytes is { } size && !TryCharge(size))
        {
            throw new HubRefusedException(HubErrorCode.IotHubQuotaExceeded, "Total number of messages on IotHub exceeded the allocated quota.");
        }

        await WaitAsync(wait, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether the hub lacks what only the standard tier has: twins, direct methods, cloud-to-device messages, IoT Edge.</summary>
    internal bool IsBasic => _scale is { IsBasic: true };

    /// <exception cref="HubRefusedException">The hub is of the basic tier.</exception>
    internal void RequireStandard()
    {
        if (IsBasic)
        {
            throw new HubRefusedException(HubErrorCode.OperationNotAvailableInCurrentTier, "This operation is not valid for the current IoT Hub tier.");
        }
    }

    /// <summary>Lets an MQTT connection in, or says that it comes too soon.</summary>
    internal async ValueTask<bool> TryConnectAsync(CancellationToken cancellationToken)
    {
        if (_meters[(int)HubThrottle.Connections].Take(1, _scale?.LongestDelay ?? TimeSpan.Zero) is not { } wait)
        {
            return false;
        }

        await WaitAsync(wait, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Waits until it is the turn of a message that came over MQTT, which has no way to refuse it.</summary>
    internal ValueTask WaitForTurnAsync(CancellationToken cancellationToken) =>
        WaitAsync(_meters[(int)HubThrottle.Telemetry].Take(1, TimeSpan.MaxValue)!.Value, cancellationToken);

    /// <summary>Counts messages of the day; false when they are used up.</summary>
    internal bool TryCharge(int bytes) => _quota.TryCharge(bytes);

    /// <summary>Counts what the hub has done already.</summary>
    internal void Charge(int bytes) => _quota.Charge(bytes);

    private ValueTask WaitAsync(TimeSpan wait, CancellationToken cancellationToken) =>
        wait == TimeSpan.Zero ? ValueTask.CompletedTask : new ValueTask(Task.Delay(wait, _time, cancellationToken));
}
