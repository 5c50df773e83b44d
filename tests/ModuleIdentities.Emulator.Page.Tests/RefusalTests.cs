using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace ModuleIdentities.Emulator.Page.Tests;

/// <summary>Who is not let in: other machines, other names, pages of other origins, and who has not signed in.</summary>
public sealed class RefusalTests : IAsyncLifetime
{
    private IotEmulator _emulator = null!;
    private EmulatorPage _page = null!;
    private HttpClient _http = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Origin => _page.Address.ToString().TrimEnd('/');

    public async ValueTask InitializeAsync()
    {
        // The page stays on loopback when the emulator does not.
        _emulator = await IotEmulator.StartAsync(new IotEmulatorOptions { ListenOnAllInterfaces = true }, Cancellation);
        _page = await EmulatorPage.StartAsync(_emulator, cancellationToken: Cancellation);
        _http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = _page.Address };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _page.DisposeAsync();
        await _emulator.DisposeAsync();
    }

    [Fact]
    public async Task The_token_opens_a_session_whose_cookie_is_neither_the_token_nor_for_scripts_or_other_sites()
    {
        (int status, _, HttpResponseMessage response) = await SignInAsync(_emulator.ManagementToken, Origin);

        Assert.Equal(204, status);
        string cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(_emulator.ManagementToken, cookie, StringComparison.Ordinal);
        Assert.Equal(200, (await SendAsync("GET", "/_emulator/faults", cookie)).Status);
    }

    [Fact]
    public async Task Without_the_token_or_with_a_wrong_one_nothing_is_answered()
    {
        Assert.Equal(401, (await SendAsync("GET", "/_emulator/faults")).Status);
        Assert.Equal(401, (await SendAsync("GET", "/_emulator/faults", "moduleid-0=wrong")).Status);
        Assert.Equal(401, (await SendAsync("GET", $"/_emulator/faults?token={_emulator.ManagementToken}")).Status);
        Assert.Equal(401, (await SendAsync("POST", "/_emulator/faults", null, Origin, """{"kind":"expireTokens"}""")).Status);
        (int status, string? error, HttpResponseMessage response) = await SignInAsync("wrong", Origin);
        Assert.Equal(401, status);
        Assert.Contains("token", error, StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("Set-Cookie"));
        Assert.Equal(400, (await SendAsync("POST", "/session", null, Origin, "nonsense")).Status);
        Assert.Empty(_emulator.Faults.Handles);
    }

    [Fact]
    public async Task A_session_that_was_left_opens_nothing_any_more()
    {
        string cookie = await EnterAsync();
        Assert.Equal(204, (await SendAsync("GET", "/session", cookie)).Status);

        Assert.Equal(204, (await SendAsync("DELETE", "/session", cookie, Origin)).Status);

        Assert.Equal(401, (await SendAsync("GET", "/session", cookie)).Status);
        Assert.Equal(401, (await SendAsync("GET", "/_emulator/faults", cookie)).Status);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("http://localhost")]
    [InlineData("null")]
    public async Task Another_origin_is_refused_whatever_it_asks_for_and_even_with_the_cookie(string origin)
    {
        string cookie = await EnterAsync();

        Assert.Equal(403, (await SendAsync("GET", "/_emulator/faults", cookie, origin)).Status);
        Assert.Equal(403, (await SendAsync("POST", "/_emulator/faults", cookie, origin, """{"kind":"expireTokens"}""")).Status);
        Assert.Equal(403, (await SendAsync("DELETE", "/session", cookie, origin)).Status);
        Assert.Equal(403, (await SignInAsync(_emulator.ManagementToken, origin)).Status);
        Assert.Empty(_emulator.Faults.Handles);
        Assert.Equal(204, (await SendAsync("GET", "/session", cookie)).Status);
    }

    [Fact]
    public async Task A_change_without_any_origin_is_refused()
    {
        string cookie = await EnterAsync();

        Assert.Equal(403, (await SendAsync("POST", "/_emulator/faults", cookie, null, """{"kind":"expireTokens"}""")).Status);
        Assert.Equal(403, (await SignInAsync(_emulator.ManagementToken, null)).Status);
        Assert.Empty(_emulator.Faults.Handles);
    }

    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-site")]
    public async Task What_a_browser_sends_for_another_site_is_refused_but_a_link_to_the_page(string site)
    {
        string cookie = await EnterAsync();

        Assert.Equal(403, (await SendAsync("GET", "/_emulator/connectionStrings/policies/service", cookie, headers: ("Sec-Fetch-Site", site))).Status);
        Assert.Equal(403, (await SendAsync("GET", "/js/app.js", cookie, headers: ("Sec-Fetch-Site", site))).Status);
        Assert.Equal(200, (await SendAsync("GET", "/", cookie, headers: [("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", "navigate")])).Status);
        Assert.Equal(200, (await SendAsync("GET", "/_emulator/faults", cookie, headers: ("Sec-Fetch-Site", "same-origin"))).Status);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1.nip.io:{0}")]
    [InlineData("localhost:1")]
    public async Task A_name_that_was_bent_to_loopback_is_refused(string host)
    {
        string cookie = await EnterAsync();
        string wrong = string.Format(CultureInfo.InvariantCulture, host, _page.Address.Port);

        Assert.Equal(421, (await SendAsync("GET", "/", cookie, headers: ("Host", wrong))).Status);
        Assert.Equal(421, (await SendAsync("GET", "/_emulator/faults", cookie, headers: ("Host", wrong))).Status);
        Assert.Equal(421, (await SendAsync("POST", "/_emulator/faults", cookie, $"http://{wrong}", """{"kind":"expireTokens"}""", ("Host", wrong))).Status);
        Assert.Empty(_emulator.Faults.Handles);
        Assert.Equal(200, (await SendAsync("GET", "/", null, headers: ("Host", $"localhost:{_page.Address.Port}"))).Status);
    }

    [Fact]
    public async Task Nobody_listens_on_an_address_that_is_not_loopback()
    {
        IPAddress? address = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(each => each.GetIPProperties().UnicastAddresses)
            .Select(each => each.Address)
            .FirstOrDefault(each => each.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(each));
        Assert.SkipWhen(address is null, "This machine has no address but loopback.");

        using TcpClient client = new();
        SocketException refused = await Assert.ThrowsAsync<SocketException>(async () => await client.ConnectAsync(address!, _page.Address.Port, Cancellation));
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);

        // The management API is there, and lets nobody in who comes that way.
        using X509Certificate2 root = X509Certificate2.CreateFromPem(_emulator.CertificateAuthorityPem);
        using HttpClient outside = new(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { root },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
            ConnectCallback = async (context, cancellationToken) =>
            {
                Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(address!, context.DnsEndPoint.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(_emulator.ManagementUri, "faults"));
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {_emulator.ManagementToken}");
        using HttpResponseMessage response = await outside.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Every_answer_tells_the_browser_to_run_and_load_nothing_of_others_and_to_show_it_in_no_frame()
    {
        foreach (string path in new[] { "/", "/js/app.js", "/nothing", "/_emulator/faults" })
        {
            HttpResponseMessage response = (await SendAsync("GET", path)).Response;
            string policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("default-src 'none'; script-src 'self'; style-src 'self'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
            Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
        }
    }

    private async Task<string> EnterAsync() =>
        (await SignInAsync(_emulator.ManagementToken, Origin)).Response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];

    private Task<(int Status, string? Error, HttpResponseMessage Response)> SignInAsync(string token, string? origin) =>
        SendAsync("POST", "/session", null, origin, $$"""{"token":"{{token}}"}""");

    private async Task<(int Status, string? Error, HttpResponseMessage Response)> SendAsync(
        string method, string path, string? cookie = null, string? origin = null, string? body = null, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        request.Headers.TryAddWithoutValidation("Cookie", cookie?.Split(';')[0]);
        request.Headers.TryAddWithoutValidation("Origin", origin);
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        HttpResponseMessage response = await _http.SendAsync(request, Cancellation);
        string text = await response.Content.ReadAsStringAsync(Cancellation);
        bool isJson = response.Content.Headers.ContentType?.MediaType == "application/json";
        return ((int)response.StatusCode, isJson && JsonNode.Parse(text) is JsonObject answer ? (string?)answer["error"] : null, response);
    }
}
