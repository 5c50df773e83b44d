using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace ModuleIdentities.Cli.Tests.Serving;

/// <summary>The protocol of docs/serve.md, as a program in another language would speak it.</summary>
public sealed class ServeProtocolTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_opens_the_callers_module_and_nothing_else_and_not_for_long()
    {
        await using ServeBench serve = await ServeBench.StartAsync();
        JsonObject module = (await PostAsync(serve, "/v1/modules/admin")).Json;
        string host = serve.Bench.Emulator.HostName;
        string own = $"{host}/devices/{Bench.Device}/modules/admin";
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

        Reply token = await TokenAsync(own, now + 3600);
        Reply[] refused =
        [
            await TokenAsync($"{host}/devices/{Bench.Device}", now + 60),
            await TokenAsync($"{host}/devices/{Bench.Device}/modules/camera", now + 60),
            await TokenAsync(host, now + 60),
            await TokenAsync("0ne00E00000/registrations/line-4", now + 60),
            await TokenAsync(own, now + 7200),
            await TokenAsync(own, long.MaxValue),
        ];

        Assert.Equal((HttpStatusCode.OK, null), (token.Status, module["keys"]));
        Assert.StartsWith($"SharedAccessSignature sr={Uri.EscapeDataString(own)}&sig=", (string)token.Json["token"]!, StringComparison.Ordinal);
        Assert.All(refused, reply =>
        {
            Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
            Assert.DoesNotContain("sig=", reply.Body, StringComparison.Ordinal);
        });

        Task<Reply> TokenAsync(string resource, long expires) => PostAsync(
            serve, "/v1/modules/admin/token", new JsonObject { ["resource"] = resource, ["expires"] = expires, ["keyFingerprint"] = (string?)module["keyFingerprint"] }.ToJsonString());
    }

    [Theory]
    [InlineData("/v1/modules/camera", HttpStatusCode.Forbidden)]
    [InlineData("/v1/modules/admin%2F..%2Fcamera", HttpStatusCode.Forbidden)]
    [InlineData("/v1/modules/admin/../camera", HttpStatusCode.NotFound)]
    [InlineData("/v1/modules/../modules/camera", HttpStatusCode.NotFound)]
    [InlineData("/v1/modules/admin/keys", HttpStatusCode.NotFound)]
    [InlineData("/v1/modules/admin/token", HttpStatusCode.BadRequest)]
    [InlineData("/v1/modules/admin/refused", HttpStatusCode.BadRequest)]
    [InlineData("/", HttpStatusCode.NotFound)]
    public async Task What_is_not_for_the_caller_or_not_understood_is_refused(string path, HttpStatusCode expected)
    {
        await using ServeBench serve = await ServeBench.StartAsync();

        Reply reply = await PostAsync(serve, path, "{oops");

        Assert.Equal(expected, reply.Status);
        Assert.NotEmpty((string)reply.Json["error"]!["message"]!);
        Assert.Empty(serve.Bench.Emulator.Devices.List());
    }

    [Fact]
    public async Task A_caller_sees_which_modules_are_his_and_nobody_elses()
    {
        await using ServeBench serve = await ServeBench.StartAsync();

        Reply reply = await SendAsync(serve, HttpMethod.Get, "/v1/modules", null);

        Assert.Equal("""[{"moduleId":"admin","access":"Signatures"}]""", reply.Body);
    }

    [Fact]
    public async Task One_user_cannot_keep_others_out_with_connections()
    {
        await using ServeBench serve = await ServeBench.StartAsync();
        List<Socket> open = [];
        for (int number = 0; number < ProvisioningHost.ConnectionsOfUser; number++)
        {
            Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(serve.SocketPath), Cancellation);
            open.Add(socket);

            // With the first answer it is known to be open.
            await socket.SendAsync("GET /v1/modules HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), Cancellation);
            Assert.NotEqual(0, await socket.ReceiveAsync(new byte[1024], Cancellation));
        }

        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(serve, HttpMethod.Get, "/v1/modules", null));
        ToolRun camera = await serve.RunAsync(ServeBench.Camera, "send", "camera", "--body", "{}");

        Assert.Equal(0, camera.ExitCode);
        open.ForEach(socket => socket.Dispose());
    }

    private static Task<Reply> PostAsync(ServeBench serve, string path, string? json = null) => SendAsync(serve, HttpMethod.Post, path, json);

    private static async Task<Reply> SendAsync(ServeBench serve, HttpMethod method, string path, string? json)
    {
        using HttpClient http = new(new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
            {
                Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(serve.SocketPath), token);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        Uri uri = new($"http://localhost{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using HttpRequestMessage request = new(method, uri);
        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await http.SendAsync(request, Cancellation);
        return new Reply(response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }

    private sealed record Reply(HttpStatusCode Status, string Body)
    {
        public JsonObject Json => JsonNode.Parse(Body)!.AsObject();
    }
}
