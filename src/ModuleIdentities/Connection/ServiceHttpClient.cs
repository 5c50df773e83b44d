using System.Net.Http.Headers;
using System.Net.Security;

namespace ModuleIdentities;

/// <summary>HTTPS to one service host: our trust, our time limit, our errors.</summary>
internal sealed class ServiceHttpClient : IDisposable
{
    // An identity or an error is a few hundred bytes; fifty modules are some tens of kilobytes.
    private const int LargestAnswer = 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly string _host;
    private readonly NetworkOptions _network;
    private readonly Credential _credential;
    private readonly int _port;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private HttpClient? _client;
    private SslStreamCertificateContext? _shown;

    public ServiceHttpClient(string host, NetworkOptions network, Credential credential, TimeProvider time)
    {
        _host = host;
        _port = network.HttpsPort;
        _timeout = network.OperationTimeout;
        _time = time;
        _network = network;
        _credential = credential;
    }

    /// <summary>The connection pool of one service host: our trust, our certificate, our proxy.</summary>
    public static SocketsHttpHandler CreateHandler(string host, NetworkOptions network, Credential credential)
    {
        SocketsHttpHandler handler = new() { AllowAutoRedirect = false, UseCookies = false, SslOptions = ClientTls.Create(host, network, credential) };
        if (network.Proxy is not null)
        {
            handler.Proxy = new ServiceProxy(network.Proxy);
        }

        return handler;
    }

    /// <summary>Sends one request and reads the whole answer.</summary>
    /// <exception cref="ModuleIdentityException">No answer was had.</exception>
    public async Task<ServiceAnswer> SendAsync(ServiceRequest message, CancellationToken cancellationToken)
    {
        using TimeLimit limit = new(_timeout, _time, cancellationToken);

        // Ids may be "." or contain "%": the path must reach the service exactly as escaped here.
        Uri uri = new($"https://{_host}:{_port}{message.PathAndQuery}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using HttpRequestMessage request = new(message.Method, uri);
        if (message.Token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", message.Token);
        }

        if (message.IfMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{message.IfMatch}\"");
        }

        if (message.Json is not null)
        {
            request.Content = new ByteArrayContent(message.Json);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        }

        try
        {
            using HttpResponseMessage response = await Client().SendAsync(request, limit.Token).ConfigureAwait(false);
            byte[] body = await response.Content.ReadAsByteArrayAsync(limit.Token).ConfigureAwait(false);
            string? errorName = response.Headers.TryGetValues("iothub-errorcode", out IEnumerable<string>? names) ? names.FirstOrDefault() : null;
            return new ServiceAnswer((int)response.StatusCode, RetryAfter(response), errorName, response.Headers.Date, body);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            throw LinkFault.Translate(exception, $"{message.Method} https://{_host}:{_port}", limit);
        }
    }

    public void Dispose() => _client?.Dispose();

    /// <summary>The client whose connections show the certificate that is in use now.</summary>
    private HttpClient Client()
    {
        lock (_gate)
        {
            _credential.Refresh();
            if (_client is null || _shown != _credential.Certificate)
            {
                // The client before may be at work; its connections end by themselves when they have been idle for a minute.
                _shown = _credential.Certificate;
                _client = new HttpClient(CreateHandler(_host, _network, _credential))
                {
                    Timeout = Timeout.InfiniteTimeSpan,
                    MaxResponseContentBufferSize = LargestAnswer,
                };
                _client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
                _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue(ClientName.Product, ClientName.Version));
            }

            return _client;
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => TimeSpan.FromTicks(Math.Max(0, (date - _time.GetUtcNow()).Ticks)),
        _ => null,
    };
}

/// <summary>One HTTPS request.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="PathAndQuery">Path, already escaped, and query.</param>
internal readonly record struct ServiceRequest(HttpMethod Method, string PathAndQuery)
{
    /// <summary>The shared access signature for the Authorization header; null when the TLS handshake does the proving.</summary>
    public string? Token { get; init; }

    /// <summary>The UTF-8 JSON body, or null for none.</summary>
    public byte[]? Json { get; init; }

    /// <summary>The entity tag, without quotes, that the header If-Match names; null for none.</summary>
    public string? IfMatch { get; init; }

    /// <summary>Keeps token and body out of logs.</summary>
    public override string ToString() => $"{Method} {PathAndQuery}";
}

/// <summary>One HTTPS answer.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="RetryAfter">The header Retry-After, as a wait from now.</param>
/// <param name="ErrorName">The header <c>iothub-errorcode</c>.</param>
/// <param name="Date">The header Date: what time it is by the service's clock.</param>
/// <param name="Body">The body, possibly empty.</param>
internal readonly record struct ServiceAnswer(int Status, TimeSpan? RetryAfter, string? ErrorName, DateTimeOffset? Date, byte[] Body)
{
    /// <summary>What the answer says about a failure.</summary>
    public ServiceFault Fault => ServiceFault.Read(Status, Body, ErrorName, RetryAfter);
}
