using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;

namespace ModuleIdentities;

/// <summary>
/// HTTP to a service of this device. Each request has a connection of its own, which ends with it: such services count connections, idle ones too.
/// </summary>
/// <param name="address">Where it listens.</param>
/// <param name="service">Who listens there, to start a sentence.</param>
/// <param name="advice">How it is made to listen.</param>
/// <param name="timeout">How long one request may take.</param>
/// <param name="time">The clock.</param>
internal sealed class LocalServiceClient(LocalAddress address, string service, string advice, TimeSpan timeout, TimeProvider time)
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

        Uri uri = new(address.Base + pathAndQuery, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
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
        ConnectCallback = address.Socket is not { } path ? null : async (_, token) =>
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
                ModuleIdentityErrorCode.TimedOut, $"{service} at {address.Text} took too long", "See its log, or raise ModuleIdentities:Network:OperationTimeout", inner: exception);
        }

        SocketError? error = (exception.InnerException as SocketException ?? exception.InnerException?.InnerException as SocketException)?.SocketErrorCode;
        return error == SocketError.AccessDenied
            ? new ModuleIdentityException(
                ModuleIdentityErrorCode.AccessDenied,
                $"User '{Environment.UserName}' may not open the socket {address.Text}",
                "Give the user the group of the socket, or the right to pass its directories",
                inner: exception)
            : error is null
                ? new ModuleIdentityException(
                    ModuleIdentityErrorCode.Unreachable,
                    $"{service} at {address.Text} closed the connection without an answer, as it does when there are too many at once",
                    "It is tried again",
                    inner: exception)
                : new ModuleIdentityException(
                    ModuleIdentityErrorCode.Unreachable, $"{service} cannot be reached at {address.Text} ({error})", advice, inner: exception);
    }
}

/// <summary>An answer of a service of this device.</summary>
internal readonly record struct LocalAnswer(HttpStatusCode Status, byte[] Body)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>Reads the body; null when it is not what was asked for.</summary>
    public T? Read<T>(Func<JsonElement, T> read)
        where T : class
    {
        try
        {
            return JsonBody.Read(Body, read);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Keeps the body out of logs.</summary>
    public override string ToString() => Status.ToString();
}
