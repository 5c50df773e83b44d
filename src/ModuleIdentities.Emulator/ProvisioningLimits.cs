using System.Collections.Concurrent;
using ModuleIdentities.Emulator.Service.Limits;
using ModuleIdentities.Emulator.Service.Provisioning;

namespace ModuleIdentities.Emulator;

/// <summary>How often the Device Provisioning Service may be asked over the wire, and how often it was.</summary>
public sealed class ProvisioningLimits
{
    private readonly TimeProvider _time;
    private readonly ThrottleMeter _registrations;
    private readonly ThrottleMeter _operations;
    private readonly ConcurrentDictionary<string, ThrottleMeter> _polls = new(StringComparer.OrdinalIgnoreCase);
    private volatile ProvisioningRates? _rates;

    internal ProvisioningLimits(ProvisioningRates? rates, TimeProvider time)
    {
        _time = time;
        _registrations = new ThrottleMeter(time);
        _operations = new ThrottleMeter(time);
        Rates = rates;
    }

    /// <summary>The limits; null, the default, for none. May be set while it runs; every throttle begins anew then.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A rate is not positive.</exception>
    public ProvisioningRates? Rates
    {
        get => _rates;
        set
        {
            value?.Validate();
            _rates = value;
            _registrations.Limit(value is null ? null : Rate.PerMinute(value.RegistrationsPerMinute));
            _operations.Limit(value is null ? null : Rate.PerMinute(value.OperationsPerMinute));
            foreach (ThrottleMeter meter in _polls.Values)
            {
                meter.Limit(PollRate);
            }
        }
    }

    /// <summary>How often it was asked for this.</summary>
    public ThrottleCounts this[ProvisioningThrottle throttle] => throttle switch
    {
        ProvisioningThrottle.Registrations => _registrations.Counts,
        ProvisioningThrottle.Operations => _operations.Counts,
        _ => _polls.Values.Aggregate(default(ThrottleCounts), (sum, meter) => new ThrottleCounts(
            sum.Admitted + meter.Counts.Admitted, sum.Delayed + meter.Counts.Delayed, sum.Refused + meter.Counts.Refused)),
    };

    private Rate? PollRate => _rates is { } rates ? new Rate(rates.PollsPerTenSeconds, TimeSpan.FromSeconds(10)) : null;

    /// <exception cref="ProvisioningRefusedException">There were too many registrations or operations.</exception>
    internal void AdmitRegistration()
    {
        Admit(_registrations);
        Admit(_operations);
    }

    /// <exception cref="ProvisioningRefusedException">There were too many operations.</exception>
    internal void AdmitOperation() => Admit(_operations);

    /// <exception cref="ProvisioningRefusedException">The device asked too often.</exception>
    internal void AdmitPoll(string registrationId) => Admit(_polls.GetOrAdd(registrationId, _ =>
    {
        ThrottleMeter meter = new(_time);
        meter.Limit(PollRate);
        return meter;
    }));

    private static void Admit(ThrottleMeter meter)
    {
        if (meter.Take(1, TimeSpan.Zero, out TimeSpan wait) is null)
        {
            throw new ProvisioningRefusedException(ProvisioningError.Throttled, "The request has been throttled. Try again later.")
            {
                RetryAfter = TimeSpan.FromSeconds(Math.Ceiling(wait.TotalSeconds)),
            };
        }
    }
}
