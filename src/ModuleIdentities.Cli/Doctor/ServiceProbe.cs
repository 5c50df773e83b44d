using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;

namespace ModuleIdentities.Cli;

/// <summary>Tries the ways to one service host, with no credential.</summary>
/// <param name="service">What the host is, for people.</param>
/// <param name="host">The host.</param>
/// <param name="network">Ports, trust, proxy and time limit.</param>
internal sealed class ServiceProbe(string service, string host, NetworkOptions network)
{
    /// <summary>"Control access to IoT Hub" (Microsoft docs): tokens are refused when the clocks differ by more.</summary>
    private static readonly TimeSpan HarmfulSkew = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan NotableSkew = TimeSpan.FromSeconds(30);

    private readonly TrustedRoots _roots = new(TrustedRoots.Load(network));

    /// <summary>The proxy that HTTPS and WebSockets go through, of the options or of the environment; null for none.</summary>
    public Uri? Proxy => network.Proxy ?? HttpClient.DefaultProxy.GetProxy(new Uri($"https://{host}:{network.HttpsPort}/"));

    /// <summary>TCP and TLS on the port of HTTPS, unless a proxy is to be used.</summary>
    public Task<Finding> HttpsAsync(CancellationToken cancellationToken) => Proxy is not { } proxy
        ? TlsAsync(network.HttpsPort, "Every way needs it: open it in the firewall, or set Network:Proxy.", Verdict.Fail, cancellationToken)
        : Task.FromResult(Finding.Good($"{service} port {network.HttpsPort}", $"Asked through the proxy {proxy.Host}."));

    /// <summary>TCP and TLS on the port of MQTT.</summary>
    public Task<Finding> MqttAsync(bool isNeeded, CancellationToken cancellationToken) => TlsAsync(
        network.MqttPort,
        "Open it in the firewall, or set Network:Transport and Provisioning:Transport to MqttWebSocket, which needs the port of HTTPS alone.",
        isNeeded ? Verdict.Fail : Verdict.Warn,
        cancellationToken);

    /// <summary>The handshake of MQTT over WebSocket, which some proxies break.</summary>
    public async Task<Finding> WebSocketAsync(CancellationToken cancellationToken)
    {
        string check = $"{service} WebSocket";
        using CancellationTokenSource limit = Limit(cancellationToken);
        using SocketsHttpHandler handler = ServiceHttpClient.CreateHandler(host, network, NoCredential.Instance);
        using HttpMessageInvoker invoker = new(handler);
        using ClientWebSocket socket = new();
        socket.Options.AddSubProtocol("mqtt");
        try
        {
            await socket.ConnectAsync(new Uri($"wss://{host}:{network.HttpsPort}/$iothub/websocket"), invoker, limit.Token).ConfigureAwait(false);
            socket.Abort();
            return Finding.Good(check, "MQTT over WebSocket gets through.");
        }
        catch (Exception exception) when (IsUnreachable(exception, cancellationToken))
        {
            return Finding.Doubt(check, $"MQTT over WebSocket does not get through ({Reason(exception)}).", "A proxy on the way may not know WebSockets: use MQTT, or another proxy.");
        }
    }

    /// <summary>The clock of the service, by the date of any answer.</summary>
    public async Task<Finding> ClockAsync(CancellationToken cancellationToken)
    {
        string check = $"{service} clock";
        using CancellationTokenSource limit = Limit(cancellationToken);
        using SocketsHttpHandler handler = ServiceHttpClient.CreateHandler(host, network, NoCredential.Instance);
        using HttpMessageInvoker invoker = new(handler);
        using HttpRequestMessage request = new(HttpMethod.Get, $"https://{host}:{network.HttpsPort}/");
        try
        {
            using HttpResponseMessage answer = await invoker.SendAsync(request, limit.Token).ConfigureAwait(false);
            if (answer.Headers.Date is not { } date)
            {
                return Finding.Doubt(check, "The service did not say what time it is.", "Compare this device's clock with another: timedatectl.");
            }

            TimeSpan skew = TimeProvider.System.GetUtcNow() - date;
            string meaning = $"This device's clock is {Math.Abs(skew.TotalSeconds):0} s {(skew < TimeSpan.Zero ? "behind" : "ahead of")} the service's.";
            return skew.Duration() > HarmfulSkew ? Finding.Bad(check, $"{meaning} Every token is refused.", "Set the clock: timedatectl set-ntp true.")
                : skew.Duration() > NotableSkew ? Finding.Doubt(check, $"{meaning} From 5 minutes on every token is refused.", "Set the clock: timedatectl set-ntp true.")
                : Finding.Good(check, meaning);
        }
        catch (Exception exception) when (IsUnreachable(exception, cancellationToken))
        {
            return Finding.Doubt(check, $"The service's clock could not be asked ({Reason(exception)}).", "See the line about its port.");
        }
    }

    private async Task<Finding> TlsAsync(int port, string advice, Verdict closed, CancellationToken cancellationToken)
    {
        string check = $"{service} port {port}";
        using CancellationTokenSource limit = Limit(cancellationToken);
        SslPolicyErrors errors = SslPolicyErrors.None;
        string issuer = "", end = "";
        try
        {
            using TcpClient tcp = new();
            await tcp.ConnectAsync(host, port, limit.Token).ConfigureAwait(false);
            using SslStream tls = new(tcp.GetStream());
            SslClientAuthenticationOptions options = ClientTls.Create(host, network, NoCredential.Instance);
            options.RemoteCertificateValidationCallback = (_, certificate, chain, found) =>
            {
                errors = found;
                issuer = certificate?.Issuer ?? "nobody";
                end = certificate?.GetExpirationDateString() ?? "";
                return _roots.Accepts(certificate, chain, found);
            };
            await tls.AuthenticateAsClientAsync(options, limit.Token).ConfigureAwait(false);
            return Finding.Good(check, $"Open, {tls.SslProtocol}; the certificate is of {issuer}, valid until {end}.");
        }
        catch (AuthenticationException)
        {
            return Finding.Bad(
                check,
                $"Open, but its certificate is not trusted ({errors}); it is of {issuer}.",
                "A proxy that opens TLS, or a private authority: name its root in Network:TrustedRootPath. A wrong host name is never forgiven.");
        }
        catch (Exception exception) when (IsUnreachable(exception, cancellationToken))
        {
            return new Finding(check, closed, $"Closed ({Reason(exception)}).", advice);
        }
    }

    private CancellationTokenSource Limit(CancellationToken cancellationToken)
    {
        CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(network.OperationTimeout);
        return limit;
    }

    private static bool IsUnreachable(Exception exception, CancellationToken cancellationToken) =>
        exception is SocketException or IOException or HttpRequestException or WebSocketException or AuthenticationException
        || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private static string Reason(Exception exception) => exception switch
    {
        SocketException socket => socket.SocketErrorCode.ToString(),
        HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http => http.HttpRequestError.ToString(),
        WebSocketException { InnerException: HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http } => http.HttpRequestError.ToString(),
        OperationCanceledException => "no answer in time",
        _ => exception.GetType().Name,
    };
}
