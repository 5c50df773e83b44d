using ModuleIdentities.Emulator.Service.Authorization;

namespace ModuleIdentities.Emulator.Amqp;

/// <summary>
/// What a token is for: of an Event Hubs client <c>sb://{host}/{event hub}/…</c>, of which scheme, host and port do not count; of a hub's service client the hub's
/// host name, which some write as an address (<c>amqps://{host}:5671/</c>).
/// </summary>
internal static class TokenPath
{
    /// <summary>The path below the host, without slashes at its ends; null for what is no address.</summary>
    public static string? Of(string resource) =>
        Uri.TryCreate(resource, UriKind.Absolute, out Uri? address) ? Uri.UnescapeDataString(address.AbsolutePath).Trim('/') : null;

    /// <summary>The host of an audience that is a hub and nothing below it; null for any other.</summary>
    public static string? HostOf(string audience) => !audience.Contains('/', StringComparison.Ordinal) ? audience
        : Of(audience) is { Length: 0 } ? new Uri(audience).Host : null;

    /// <summary>Whether a token opens a path: its own, or one below.</summary>
    public static bool Covers(SasToken token, string path) => Of(token.Resource) is { } own
        && path.StartsWith(own, StringComparison.OrdinalIgnoreCase)
        && (own.Length == 0 || path.Length == own.Length || path[own.Length] == '/');
}
