using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace ModuleIdentities;

/// <summary>
/// HTTP to a service of this device over its Unix socket. Each request has a connection of its own, which ends with it: such services count the
/// connections of a user, idle ones too.
/// </summary>
/// <param name="path">The path of the socket.</param>
/// <param name="service">Who listens there, to start a sentence.</param>
/// <param name="advice">How it is made to listen.</param>
/// <param name="timeout">How long one request may take.</param>
/// <param name="time">The clock.</param>
internal sealed class UnixSocketClient(string path, string service, string advice, TimeSpan timeout, TimeProvider time)
{
    private const int LargestAnswer = 256 * 1024;

    /// <summary>Sends one request and reads the whole answer.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="pathAndQuery">Path, already escaped, and query.</param>
    /// <param name="json">The UTF-8 JSON body; null for none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ModuleIdentityException">No answer was had.</exception>
    public async Task<LocalAnswer> SendAsync(HttpMethod method, string pathAndQuery, byte[]? json, CancellationToken cancellationToken)
    {
        using TimeLimit limit = new(timeout, time, cancellationToken);

        // The socket is the address; a host is written because HTTP/1.1 wants one.
        Uri uri = new($"http://localhost{pathAndQuery}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using HttpClient http = new(CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = LargestAnswer };
        using HttpRequestMessage request = new(method, uri);
        request.Headers.ConnectionClose = true;
        if (json is not null)
        {
            request.Content = new ByteArrayContent(json);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        try
        {
            using HttpResponseMessage response = await http.SendAsync(request, limit.Token).ConfigureAwait(false);
            return new LocalAnswer(response.StatusCode, await response.Content.ReadAsByteArrayAsync(limit.Token).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            throw Translate(exception, limit);
        }
    }

    private SocketsHttpHandler CreateHandler() => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectCallback = async (_, token) =>
        {
            Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), token).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };

    private ModuleIdentityException Translate(Exception exception, TimeLimit limit)
    {
        limit.Caller.ThrowIfCancellationRequested();
        if (limit.IsOver)
        {
            return new ModuleIdentityException(
                ModuleIdentityErrorCode.TimedOut, $"{service} at {path} took too long", "See its log, or raise ModuleIdentities:Network:OperationTimeout", inner: exception);
        }

        SocketError? error = (exception.InnerException as SocketException ?? exception.InnerException?.InnerException as SocketException)?.SocketErrorCode;
        return error == SocketError.AccessDenied
            ? new ModuleIdentityException(
                ModuleIdentityErrorCode.AccessDenied,
                $"User '{Environment.UserName}' may not open the socket {path}",
                "Give the user the group of the socket, or the right to pass its directories",
                inner: exception)
            : error is null
                ? new ModuleIdentityException(
                    ModuleIdentityErrorCode.Unreachable,
                    $"{service} at {path} closed the connection without an answer, as it does when one user has too many at once",
                    "It is tried again",
                    inner: exception)
                : new ModuleIdentityException(
                    ModuleIdentityErrorCode.Unreachable, $"{service} cannot be reached at {path} ({error})", advice, inner: exception);
    }
}

/// <summary>An answer of a service of this device.</summary>
internal readonly record struct LocalAnswer(HttpStatusCode Status, byte[] Body)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>Keeps the body out of logs.</summary>
    public override string ToString() => Status.ToString();
}
