using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace ModuleIdentities;

/// <summary>
/// HTTP to a service of this device. Each request has a connection of its own, which ends with it: such services count connections, idle ones too, and
/// close one too many without a reply. Such a request is made again, for as long as one may take; any other failure is told at once.
/// </summary>
/// <param name="address">Where it listens.</param>
/// <param name="service">Who listens there, to start a sentence.</param>
/// <param name="advice">How it is made to listen.</param>
/// <param name="options">How long one request may take, and by which clock.</param>
/// <param name="logger">Where each repetition is reported.</param>
internal sealed class LocalServiceClient(LocalAddress address, string service, string advice, ModuleIdentityOptions options, ILogger logger)
{
    private const int LargestAnswer = 256 * 1024;

    private readonly TimeProvider _time = options.TimeProvider;

    // No longer than provisioning as a whole, which then knows what stood in its way.
    private readonly TimeSpan _timeout = TimeSpan.FromTicks(Math.Min(options.Network.OperationTimeout.Ticks, options.Provisioning.Timeout.Ticks));

    /// <summary>Sends one request and reads the whole answer.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="pathAndQuery">Path, already escaped, and query.</param>
    /// <param name="json">The UTF-8 JSON body; null for none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ModuleIdentityException">No answer was had.</exception>
    public async Task<LocalAnswer> SendAsync(HttpMethod method, string pathAndQuery, byte[]? json, CancellationToken cancellationToken)
    {
        long start = _time.GetTimestamp();
        using TimeLimit limit = new(_timeout, _time, cancellationToken);
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return await SendOnceAsync(method, pathAndQuery, json, limit.Token).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
            {
                ModuleIdentityException failure = Translate(exception, limit);
                TimeSpan wait = RetryLadder.Network.Delay(attempt, Random.Shared.NextDouble(), null);
                if (!IsTurnedAway(exception) || _time.GetElapsedTime(start) + wait >= _timeout)
                {
                    throw failure;
                }

                ProvisioningMetrics.CountRetry(RetryLadder.Network.Name);
                Log.Retrying(logger, attempt + 1, wait, failure.Message);
                await Task.Delay(wait, _time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<LocalAnswer> SendOnceAsync(HttpMethod method, string pathAndQuery, byte[]? json, CancellationToken cancellationToken)
    {
        Uri uri = new(address.Base + pathAndQuery, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using HttpClient http = new(CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = LargestAnswer };
        using HttpRequestMessage request = new(method, uri);
        request.Headers.ConnectionClose = true;
        if (json is not null)
        {
            request.Content = new ByteArrayContent(json);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        using HttpResponseMessage response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return new LocalAnswer(response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
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

        SocketError? error = SocketErrorOf(exception);
        return error == SocketError.AccessDenied
            ? new ModuleIdentityException(
                ModuleIdentityErrorCode.AccessDenied,
                $"User '{Environment.UserName}' may not open the socket {address.Text}",
                "Give the user the group of the socket, or the right to pass its directories",
                inner: exception)
            : IsTurnedAway(exception)
                ? new ModuleIdentityException(
                    ModuleIdentityErrorCode.Unreachable,
                    $"{service} at {address.Text} closed the connection without an answer, as it does when there are too many at once",
                    "It is tried again",
                    inner: exception)
                : new ModuleIdentityException(
                    ModuleIdentityErrorCode.Unreachable,
                    $"{service} cannot be reached at {address.Text} ({error?.ToString() ?? exception.GetType().Name})",
                    advice,
                    inner: exception);
    }

    /// <summary>Whether there were too many connections: one was accepted and then closed, or there was no room for it to wait in.</summary>
    private static bool IsTurnedAway(Exception exception) => exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => SocketErrorOf(exception) == SocketError.WouldBlock,
        HttpRequestException http => http.HttpRequestError is HttpRequestError.ResponseEnded or HttpRequestError.Unknown,
        _ => exception is IOException,
    };

    private static SocketError? SocketErrorOf(Exception exception) =>
        (exception.InnerException as SocketException ?? exception.InnerException?.InnerException as SocketException)?.SocketErrorCode;
}

/// <summary>An answer of a service of this device.</summary>
internal readonly record struct LocalAnswer(HttpStatusCode Status, byte[] Body)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>What it means that this was the answer to a request for a signature, and is none.</summary>
    public ModuleIdentityErrorCode SigningFault => Status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ModuleIdentityErrorCode.AccessDenied,
        HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError => ModuleIdentityErrorCode.ServiceFailed,
        _ => ModuleIdentityErrorCode.KeyUnavailable,
    };

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
