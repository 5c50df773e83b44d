using System.Globalization;

namespace ModuleIdentities;

/// <summary>How far this device's clock is from a service's.</summary>
/// <param name="Value">The device's time less the service's; negative when the device is behind.</param>
internal readonly record struct ClockSkew(TimeSpan Value)
{
    /// <summary>What to do.</summary>
    public const string Advice = "Set the clock (timedatectl, NTP); it is tried again until then";

    /// <summary>The services forgive less than this ("more than 5 minutes drift", error 401003).</summary>
    private static readonly TimeSpan Forgiven = TimeSpan.FromMinutes(5);

    /// <summary>Whether the skew alone explains that a token was refused.</summary>
    public bool IsHarmful => Value.Duration() > Forgiven;

    /// <summary>What is wrong, to follow the name of what failed.</summary>
    public string Finding => $": this device's clock is {Words} the service's";

    private string Words => string.Create(
        CultureInfo.InvariantCulture, $"{Value.Duration():d\\.hh\\:mm\\:ss} {(Value < TimeSpan.Zero ? "behind" : "ahead of")}");

    /// <summary>Compares the header Date of an answer with the device's clock; null when there is no such header.</summary>
    public static ClockSkew? Measure(DateTimeOffset? date, TimeProvider time) => date is { } now ? new ClockSkew(time.GetUtcNow() - now) : null;

    /// <summary>Finds out whether the clock is why a hub refused a module.</summary>
    /// <exception cref="ModuleIdentityException">It is.</exception>
    public static async Task ThrowIfHarmfulAsync(ModuleIdentity refused, ModuleIdentityOptions options, CancellationToken cancellationToken)
    {
        NetworkOptions network = options.Network.For(refused);
        if (await AskAsync(network.GatewayHost ?? refused.HubHostName, network, options.TimeProvider, cancellationToken).ConfigureAwait(false) is { IsHarmful: true } skew)
        {
            throw new ModuleIdentityException(
                ModuleIdentityErrorCode.ClockWrong,
                $"Hub {refused.HubHostName} refused module '{refused.ModuleId}' of device '{refused.DeviceId}'{skew.Finding}",
                Advice)
            {
                DeviceId = refused.DeviceId,
                ModuleId = refused.ModuleId,
            };
        }
    }

    /// <summary>Asks a service for the time, with no credential; null when it cannot be asked.</summary>
    public static async Task<ClockSkew?> AskAsync(string host, NetworkOptions network, TimeProvider time, CancellationToken cancellationToken)
    {
        using ServiceHttpClient http = new(host, network, NoCredential.Instance, time);
        try
        {
            ServiceAnswer answer = await http.SendAsync(new ServiceRequest(HttpMethod.Get, "/"), cancellationToken).ConfigureAwait(false);
            return Measure(answer.Date, time);
        }
        catch (ModuleIdentityException)
        {
            return null;
        }
    }
}
