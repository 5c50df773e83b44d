using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace ModuleIdentities.Emulator.Page;

/// <summary>
/// Keeps out whatever does not come from this page in a browser on this machine: other machines; names that were bent to 127.0.0.1 (DNS rebinding), by the header
/// <c>Host</c>; and pages of other origins, by <c>Origin</c> and <c>Sec-Fetch-Site</c>, which a browser sets and a page cannot.
/// </summary>
internal sealed class PageGuard(int port)
{
    // Scripts, styles and requests from here alone; no inline script or style, no frame, nothing else.
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private readonly string[] _hosts =
    [
        .. new[] { "127.0.0.1", "localhost", "[::1]" }.Select(host => $"{host}:{port.ToString(CultureInfo.InvariantCulture)}"),
    ];

    /// <summary>Sets the headers that keep a browser from doing with the answer what it is not for.</summary>
    public static void Harden(HttpResponse response)
    {
        IHeaderDictionary headers = response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }

    /// <summary>The status and reason with which the request is refused; null when it may pass.</summary>
    public (int Status, string Message)? FindReasonToRefuse(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (context.Connection.RemoteIpAddress is not { } address || !IPAddress.IsLoopback(address))
        {
            return (403, "The page is for callers on the emulator's machine.");
        }

        if (!_hosts.Contains(request.Host.Value, StringComparer.OrdinalIgnoreCase))
        {
            return (421, $"The page is at http://{_hosts[0]}/ and at no other name.");
        }

        StringValues origin = request.Headers.Origin;
        bool isOwn = string.Equals(origin, $"http://{request.Host.Value}", StringComparison.OrdinalIgnoreCase);
        if (!StringValues.IsNullOrEmpty(origin) && !isOwn)
        {
            return (403, "Only the page itself may ask for that, not one of another origin.");
        }

        bool isRead = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if (!isRead && !isOwn)
        {
            return (403, "A request that changes something says with the header 'Origin' that the page itself sends it; tools use the management API.");
        }

        // A link or a typed address may open the page from anywhere; nothing else may come from elsewhere.
        string? site = request.Headers["Sec-Fetch-Site"];
        bool isOpened = isRead && request.Path == "/" && request.Headers["Sec-Fetch-Mode"] == "navigate";
        return site is null or "same-origin" or "none" || isOpened ? null : (403, "Only the page itself may ask for that, not one of another site.");
    }
}
