using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace ModuleIdentities.Emulator.Page;

/// <summary>
/// Who has signed in: a random number for each, in a cookie that scripts cannot read and other sites do not send. Cookies do not know ports, so its name
/// has the port, and it is not the token.
/// </summary>
internal sealed class PageSessions(int port)
{
    private const int MostSessions = 100;

    private readonly string _cookie = $"moduleid-{port.ToString(CultureInfo.InvariantCulture)}";
    private readonly Lock _gate = new();
    private readonly Queue<string> _sessions = new();

    /// <summary>Opens a session, and closes the oldest of too many.</summary>
    public void Open(HttpResponse response)
    {
        string session = RandomNumberGenerator.GetHexString(32, lowercase: true);
        lock (_gate)
        {
            if (_sessions.Count == MostSessions)
            {
                _sessions.Dequeue();
            }

            _sessions.Enqueue(session);
        }

        response.Cookies.Append(_cookie, session, Attributes());
    }

    /// <summary>Whether the request has the cookie of a session.</summary>
    public bool Has(HttpRequest request)
    {
        string? session = request.Cookies[_cookie];
        lock (_gate)
        {
            return session is not null && _sessions.Contains(session);
        }
    }

    /// <summary>Ends the session of the request.</summary>
    public void Close(HttpContext context)
    {
        string? session = context.Request.Cookies[_cookie];
        lock (_gate)
        {
            string[] others = [.. _sessions.Where(each => each != session)];
            _sessions.Clear();
            Array.ForEach(others, _sessions.Enqueue);
        }

        context.Response.Cookies.Delete(_cookie, Attributes());
    }

    // Not Secure: the page is HTTP on loopback, where nobody listens in between.
    private static CookieOptions Attributes() => new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true };
}
