using ModuleIdentities.Emulator.Service.Authorization;

namespace ModuleIdentities.Emulator.EventHubs;

/// <summary>The resource of an Event Hubs token, <c>sb://{host}/{event hub}/…</c>, of which scheme, host and port do not count.</summary>
internal static class TokenPath
{
    /// <summary>The path below the host, without slashes at its ends; null for what is no address.</summary>
    public static string? Of(string resource) =>
        Uri.TryCreate(resource, UriKind.Absolute, out Uri? address) ? Uri.UnescapeDataString(address.AbsolutePath).Trim('/') : null;

    /// <summary>Whether a token opens a path: its own, or one below.</summary>
    public static bool Covers(SasToken token, string path) => Of(token.Resource) is { } own
        && path.StartsWith(own, StringComparison.OrdinalIgnoreCase)
        && (own.Length == 0 || path.Length == own.Length || path[own.Length] == '/');
}
