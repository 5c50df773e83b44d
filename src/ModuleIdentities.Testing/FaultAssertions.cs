using System.Globalization;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.Testing;

/// <summary>Assertions on what went wrong on demand.</summary>
public static class FaultAssertions
{
    /// <summary>Waits until the fault has hit: a test of what is done about it means nothing before.</summary>
    /// <param name="handle">The fault.</param>
    /// <param name="times">How often.</param>
    /// <param name="within">How long to wait, by the machine's clock; 30 seconds when null.</param>
    /// <exception cref="HubAssertionException">It has not hit as often in time.</exception>
    public static Task Hit(this FaultHandle handle, int times = 1, TimeSpan? within = null)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return BoundedWait.ForAsync(
            cancellationToken => handle.HitAsync(times, cancellationToken),
            within,
            () => $"{handle.Fault.GetType().Name} hit {Text(handle.Hits)} times, not {Text(times)}: nothing more came that it concerns.");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
