using System.Net.Http.Headers;

namespace ModuleIdentities;

/// <summary>HTTPS to one service host: our trust, our time limit, our errors.</summary>
internal sealed class ServiceHttpClient : IDisposable
{
    // An identity or an error is a few hundred bytes; fifty modules are some tens of kilobytes.
    private const int LargestAnswer = 1024 * 1024;

    private readonly HttpClient _client;
    private readonly string _host;
    private readonly int _port;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;

    public ServiceHttpClient(string host, NetworkOptions network, TimeProvider time)
    {
        _host = host;
        _port = network.HttpsPort;
        _timeout = network.OperationTimeout;
        _time = time;
        TrustedRoots roots = new(TrustedRoots.Load(network));
        SocketsHttpHandler handler = new() { AllowAutoRedirect = false, UseCookies = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => roots.Accepts(certificate, chain, errors);
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = LargestAnswer };
        _client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue(ClientName.Product, ClientName.Version));
    }

    /// <summary>Sends one request and reads the whole answer.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="pathAndQuery">Path, already escaped, and query.</param>
    /// <param name="token">The shared access signature for the Authorization header.</param>
    /// <param name="json">The UTF-8 JSON body, or null for none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ModuleIdentityException">No answer was had.</exception>
    public async Task<ServiceAnswer> SendAsync(
        HttpMethod method, string pathAndQuery, string token, byte[]? json, CancellationToken cancellationToken)
    {
        using TimeLimit limit = new(_timeout, _time, cancellationToken);

        // Ids may be "." or contain "%": the path must reach the service exactly as escaped here.
        Uri uri = new($"https://{_host}:{_port}{pathAndQuery}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using HttpRequestMessage request = new(method, uri);
        request.Headers.TryAddWithoutValidation("Authorization", token);
        if (json is not null)
        {
            request.Content = new ByteArrayContent(json);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        }

        try
        {
            using HttpResponseMessage response = await _client.SendAsync(request, limit.Token).ConfigureAwait(false);
            byte[] body = await response.Content.ReadAsByteArrayAsync(limit.Token).ConfigureAwait(false);
            string? errorName = response.Headers.TryGetValues("iothub-errorcode", out IEnumerable<string>? names) ? names.FirstOrDefault() : null;
            return new ServiceAnswer((int)response.StatusCode, RetryAfter(response), errorName, body);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            throw LinkFault.Translate(exception, $"{method} https://{_host}:{_port}", limit);
        }
    }

    public void Dispose() => _client.Dispose();

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => TimeSpan.FromTicks(Math.Max(0, (date - _time.GetUtcNow()).Ticks)),
        _ => null,
    };
}

/// <summary>One HTTPS answer.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="RetryAfter">The header Retry-After, as a wait from now.</param>
/// <param name="ErrorName">The header <c>iothub-errorcode</c>.</param>
/// <param name="Body">The body, possibly empty.</param>
internal readonly record struct ServiceAnswer(int Status, TimeSpan? RetryAfter, string? ErrorName, byte[] Body)
{
    /// <summary>What the answer says about a failure.</summary>
    public ServiceFault Fault => ServiceFault.Read(Status, Body, ErrorName, RetryAfter);
}
