using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModuleIdentities.Cli;

/// <summary>The REST API of a hub or of a Device Provisioning Service, for services: with the rights of a policy, over all devices.</summary>
/// <remarks>Source: REST references "IoT Hub" and "IoT Hub Device Provisioning Service", Microsoft docs.</remarks>
internal sealed class ServiceApi : IDisposable
{
    private const string Continuation = "x-ms-continuation";
    private const string PageSize = "x-ms-max-item-count";
    private const string LargestPage = "100";

    private readonly ServicePolicy _policy;
    private readonly NetworkOptions _network;
    private readonly string _version;
    private readonly HttpClient _client;

    /// <param name="policy">Whom it speaks to, and with which rights.</param>
    /// <param name="network">Port, trust, proxy and time limit.</param>
    /// <param name="version">The api-version.</param>
    public ServiceApi(ServicePolicy policy, NetworkOptions network, string version)
    {
        _policy = policy;
        _network = network;
        _version = version;
        _client = new HttpClient(ServiceHttpClient.CreateHandler(policy.Host, network, NoCredential.Instance)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>The host name of the service.</summary>
    public string Host => _policy.Host;

    /// <summary>Reads a thing; null when it is not there.</summary>
    /// <exception cref="ToolException">The service refused.</exception>
    /// <exception cref="ModuleIdentityException">The service could not be reached.</exception>
    public async Task<JsonElement?> GetAsync(string path, CancellationToken cancellationToken)
    {
        ServiceReply reply = await SendAsync(HttpMethod.Get, path, null, null, null, cancellationToken).ConfigureAwait(false);
        return reply.Status == 404 ? null : Body(reply, $"reading {path}");
    }

    /// <summary>Makes a thing; null when it is there already.</summary>
    /// <exception cref="ToolException">The service refused.</exception>
    /// <exception cref="ModuleIdentityException">The service could not be reached.</exception>
    public async Task<JsonElement?> PutAsync(string path, JsonObject body, CancellationToken cancellationToken)
    {
        ServiceReply reply = await SendAsync(HttpMethod.Put, path, body, null, null, cancellationToken).ConfigureAwait(false);
        return reply.Status == 409 ? null : Body(reply, $"creating {path}");
    }

    /// <summary>Asks for something that a path of its own gives.</summary>
    /// <exception cref="ToolException">The service refused.</exception>
    /// <exception cref="ModuleIdentityException">The service could not be reached.</exception>
    public async Task<JsonElement> PostAsync(string path, CancellationToken cancellationToken) =>
        Body(await SendAsync(HttpMethod.Post, path, [], null, null, cancellationToken).ConfigureAwait(false), $"reading {path}");

    /// <summary>Deletes a thing, whatever state it is in; false when it is not there.</summary>
    /// <exception cref="ToolException">The service refused.</exception>
    /// <exception cref="ModuleIdentityException">The service could not be reached.</exception>
    public async Task<bool> DeleteAsync(string path, CancellationToken cancellationToken)
    {
        ServiceReply reply = await SendAsync(HttpMethod.Delete, path, null, "*", null, cancellationToken).ConfigureAwait(false);
        if (reply.Status is 404)
        {
            return false;
        }

        ThrowIfRefused(reply, $"deleting {path}");
        return true;
    }

    /// <summary>All results of a query, page after page.</summary>
    /// <exception cref="ToolException">The service refused.</exception>
    /// <exception cref="ModuleIdentityException">The service could not be reached.</exception>
    public async Task<IReadOnlyList<JsonElement>> QueryAsync(string path, string query, CancellationToken cancellationToken)
    {
        List<JsonElement> found = [];
        string? next = "";
        while (next is not null)
        {
            ServiceReply reply = await SendAsync(HttpMethod.Post, path, new JsonObject { ["query"] = query }, null, next, cancellationToken).ConfigureAwait(false);
            found.AddRange(Body(reply, $"asking {path}").EnumerateArray());
            next = reply.Continuation;
        }

        return found;
    }

    public void Dispose() => _client.Dispose();

    private async Task<ServiceReply> SendAsync(
        HttpMethod method, string path, JsonObject? body, string? ifMatch, string? continuation, CancellationToken cancellationToken)
    {
        // Ids may be "." or contain "%": the path must reach the service exactly as escaped.
        Uri uri = new($"https://{Host}:{_network.HttpsPort}/{path}?api-version={_version}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using HttpRequestMessage request = new(method, uri);
        DateTimeOffset expiry = TimeProvider.System.GetUtcNow() + SharedAccessSignature.RequestLifetime;
        string token = await SharedAccessSignature.CreateAsync(_policy.Key, Host, expiry, _policy.Name, cancellationToken).ConfigureAwait(false);
        request.Headers.TryAddWithoutValidation("Authorization", token);
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        if (continuation is not null)
        {
            request.Headers.TryAddWithoutValidation(PageSize, LargestPage);
            request.Headers.TryAddWithoutValidation(Continuation, continuation.Length == 0 ? null : continuation);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString()));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        }

        using TimeLimit limit = new(_network.OperationTimeout, TimeProvider.System, cancellationToken);
        try
        {
            using HttpResponseMessage response = await _client.SendAsync(request, limit.Token).ConfigureAwait(false);
            byte[] answer = await response.Content.ReadAsByteArrayAsync(limit.Token).ConfigureAwait(false);
            return new ServiceReply((int)response.StatusCode, Header(response, "iothub-errorcode"), Header(response, Continuation), answer);
        }
        catch (Exception exception) when (LinkFault.IsLinkFailure(exception))
        {
            throw LinkFault.Translate(exception, $"{method} https://{Host}:{_network.HttpsPort}", limit);
        }
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) && values.FirstOrDefault() is { Length: > 0 } value ? value : null;

    private JsonElement Body(ServiceReply reply, string doing)
    {
        ThrowIfRefused(reply, doing);
        try
        {
            return JsonElement.Parse(reply.Body);
        }
        catch (JsonException)
        {
            // What the parser says may hold a key.
            throw new ToolException(ExitCode.Failed, "InvalidAnswer", $"{Host}, {doing}: the answer is no JSON. A proxy on the way may have written it.");
        }
    }

    private void ThrowIfRefused(ServiceReply reply, string doing)
    {
        if (reply.Status is >= 200 and < 300)
        {
            return;
        }

        string what = $"{Host}, {doing}: refused{ServiceFault.Read(reply.Status, reply.Body, reply.ErrorName)}.";
        throw reply.Status switch
        {
            401 or 403 => new ToolException(
                ExitCode.CredentialRefused,
                "CredentialRefused",
                $"{what} Check the key and the rights of the policy '{_policy.Name}' and this machine's clock; a hub answers the same about modules of a device that it does not have."),
            404 => new ToolException(ExitCode.NotFound, "NotFound", $"{what} Check the ids: they are case-sensitive."),
            409 or 412 => new ToolException(ExitCode.Conflict, "Conflict", $"{what} Somebody else changes it: try again."),
            429 => new ToolException(ExitCode.Unavailable, "Throttled", $"{what} Try again after 10 seconds or more."),
            >= 500 => new ToolException(ExitCode.Unavailable, "ServiceFailed", $"{what} Try again later."),
            _ => new ToolException(ExitCode.Failed, "RequestRejected", $"{what} Check the ids, and what the service's tier allows."),
        };
    }
}

/// <summary>What a service answered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ErrorName">The header <c>iothub-errorcode</c>.</param>
/// <param name="Continuation">Where the next page begins; null when there is none.</param>
/// <param name="Body">The body, possibly empty; it may hold keys.</param>
internal readonly record struct ServiceReply(int Status, string? ErrorName, string? Continuation, byte[] Body)
{
    /// <summary>Keeps the body out of logs.</summary>
    public override string ToString() => $"{Status}";
}
