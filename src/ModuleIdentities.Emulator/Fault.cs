using System.Text.Json.Serialization;
using ModuleIdentities.Emulator.Faults;

namespace ModuleIdentities.Emulator;

/// <summary>
/// Something that goes wrong on demand, and when: <c>Fault.DropLink() with { DeviceId = "line-4", ModuleId = "thermostat" }</c>. It begins with
/// <see cref="FaultList.Add"/>.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(RefuseConnectFault), "refuseConnect")]
[JsonDerivedType(typeof(DropLinkFault), "dropLink")]
[JsonDerivedType(typeof(HalfOpenFault), "halfOpen")]
[JsonDerivedType(typeof(BlackHoleFault), "blackHole")]
[JsonDerivedType(typeof(DelayFault), "delay")]
[JsonDerivedType(typeof(DelayAcknowledgementFault), "delayAcknowledgement")]
[JsonDerivedType(typeof(LoseAcknowledgementFault), "loseAcknowledgement")]
[JsonDerivedType(typeof(RefuseSubscriptionFault), "refuseSubscription")]
[JsonDerivedType(typeof(LoseFault), "lose")]
[JsonDerivedType(typeof(DuplicateFault), "duplicate")]
[JsonDerivedType(typeof(SwapFault), "swap")]
[JsonDerivedType(typeof(ShiftClockFault), "shiftClock")]
[JsonDerivedType(typeof(ExpireTokensFault), "expireTokens")]
[JsonDerivedType(typeof(RefuseFault), "refuse")]
[JsonDerivedType(typeof(LoseAnswerFault), "loseAnswer")]
[JsonDerivedType(typeof(TruncateAnswerFault), "truncateAnswer")]
[JsonDerivedType(typeof(SlowAnswerFault), "slowAnswer")]
[JsonDerivedType(typeof(HideNewIdentitiesFault), "hideNewIdentities")]
[JsonDerivedType(typeof(KeepAssigningFault), "keepAssigning")]
[JsonDerivedType(typeof(FailRegistrationFault), "failRegistration")]
[JsonDerivedType(typeof(DisableRegistrationFault), "disableRegistration")]
[JsonDerivedType(typeof(AssignElsewhereFault), "assignElsewhere")]
public abstract partial record Fault
{
    private readonly EmulatorOperations _possible;
    private readonly int? _usualTimes;

    private protected Fault(EmulatorOperations possible, int? times = null)
    {
        _possible = possible;
        _usualTimes = times;
        Operations = possible;
        Times = times;
    }

    /// <summary>Only for this device, or for this registration id at DPS; null, the default, for all.</summary>
    public string? DeviceId { get; init; }

    /// <summary>Only for this module; empty for only the device itself; null, the default, for the device and all its modules.</summary>
    public string? ModuleId { get; init; }

    /// <summary>Only for these operations. By default all those that the fault can concern.</summary>
    public EmulatorOperations Operations { get; init; }

    /// <summary>How long after it was added it begins, by the emulator's clock. Default: at once.</summary>
    public TimeSpan StartsIn { get; init; }

    /// <summary>How many occasions pass unharmed before the first hit. Default 0.</summary>
    public int Skip { get; init; }

    /// <summary>How often it hits, at most; null for as long as it stands. The default depends on the fault, and is given there.</summary>
    public int? Times { get; init; }

    /// <summary>How long it stands from its begin, by the emulator's clock; null, the default, until it is removed.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The probability, 0 to 1, that an occasion is hit. Default 1.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>Begins the series of random numbers behind <see cref="Probability"/> and jitter: the same seed, the same hits. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>A copy that is free to hold what it learns while it stands.</summary>
    internal virtual Fault Armed(TimeProvider time) => this;

    /// <summary>With the usual values of what is not given: a serializer sets every member, also those that its text leaves out.</summary>
    /// <param name="isGiven">Whether a member of the JSON was there.</param>
    internal Fault WithUsual(Func<string, bool> isGiven) => this with
    {
        Operations = isGiven("operations") ? Operations : _possible,
        Times = isGiven("times") ? Times : _usualTimes,
        Probability = isGiven("probability") ? Probability : 1,
    };

    internal bool Matches(in Occasion occasion) =>
        (Operations == EmulatorOperations.All || (Operations & occasion.Operation) != 0)
        && (DeviceId is null || string.Equals(DeviceId, occasion.DeviceId, StringComparison.Ordinal))
        && (ModuleId is null || string.Equals(ModuleId, occasion.ModuleId ?? "", StringComparison.Ordinal));

    /// <exception cref="ArgumentException">The fault can never be, or never hit.</exception>
    internal virtual void Validate()
    {
        if (Operations == EmulatorOperations.None || (Operations & ~_possible) != 0)
        {
            throw new ArgumentException($"The fault concerns {_possible}; its operations are {Operations}.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(StartsIn, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(Skip);
        ArgumentOutOfRangeException.ThrowIfLessThan(Times ?? 1, 1, nameof(Times));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Duration ?? TimeSpan.MaxValue, TimeSpan.Zero, nameof(Duration));
        ArgumentOutOfRangeException.ThrowIfLessThan(Probability, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Probability, 1);
    }
}
