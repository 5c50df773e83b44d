using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace ModuleIdentities.Cli;

/// <summary>The management API of a running emulator (docs/emulator.md, "From tools and other languages").</summary>
internal sealed class EmulatorManagement : IDisposable
{
    private readonly HttpClient _client;
    private readonly NetworkOptions _network;

    /// <param name="address">Where the API is, with a slash at its end.</param>
    /// <param name="token">What opens it.</param>
    /// <param name="network">Trust and time limit.</param>
    public EmulatorManagement(Uri address, string token, NetworkOptions network)
    {
        Address = address;
        _network = network;
        _client = new HttpClient(ServiceHttpClient.CreateHandler(address.Host, network, NoCredential.Instance))
        {
            BaseAddress = address,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Where the API is.</summary>
    public Uri Address { get; }

    /// <summary>Sends one request.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">Path and query below <see cref="Address"/>, escaped.</param>
    /// <param name="json">The body; null for none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The body of the answer, possibly empty; null when there is no such thing.</returns>
    /// <exception cref="ToolException">The emulator refused.</exception>
    /// <exception cref="ModuleIdentityException">The emulator could not be reached.</exception>
    public async Task<byte[]?> SendAsync(HttpMethod method, string path, byte[]? json, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(method, path);
        if (json is not null)
        {
            request.Content = new ByteArrayContent(json);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        using TimeLimit limit = new(_network.OperationTimeout, TimeProvider.System, cancellationToken);
        try
        {
            using HttpResponseMessage response = await _client.SendAsync(request, limit.Token).ConfigureAwait(false);
            byte[] body = await response.Content.ReadAsByteArrayAsync(limit.Token).ConfigureAwait(false);
            if ((int)response.StatusCode == 404)
            {
                return null;
            }

            ThrowIfRefused((int)response.StatusCode, body);
            return body;
        }
        catch (Exception exception) when (LinkFault.IsLinkFailure(exception))
        {
            throw LinkFault.Translate(exception, $"{method} {Address}", limit);
        }
    }

    /// <summary>The messages that the emulator's hubs have and get, a line of JSON each, until it has told them all.</summary>
    /// <param name="query">Which, as the API's query.</param>
    /// <param name="listening">Called when the emulator has answered and tells from now on.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="ToolException">The emulator refused.</exception>
    /// <exception cref="ModuleIdentityException">The emulator could not be reached, or has gone.</exception>
    public async IAsyncEnumerable<string> ReadMessagesAsync(
        string query, Action listening, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, $"messages?{query}");
        using HttpResponseMessage response = await OpenAsync(request, cancellationToken).ConfigureAwait(false);
        Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using StreamReader reader = new(stream);
        listening();
        while (await ReadLineAsync(reader, cancellationToken).ConfigureAwait(false) is { } line)
        {
            yield return line;
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<HttpResponseMessage> OpenAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using TimeLimit limit = new(_network.OperationTimeout, TimeProvider.System, cancellationToken);
        HttpResponseMessage? response = null;
        try
        {
            response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                ThrowIfRefused((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(limit.Token).ConfigureAwait(false));
            }

            return response;
        }
        catch (Exception exception)
        {
            response?.Dispose();
            if (LinkFault.IsLinkFailure(exception))
            {
                throw LinkFault.Translate(exception, $"GET {Address}messages", limit);
            }

            throw;
        }
    }

    private async Task<string?> ReadLineAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (LinkFault.IsLinkFailure(exception))
        {
            using TimeLimit unlimited = new(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            throw LinkFault.Translate(exception, $"Reading {Address}messages", unlimited);
        }
    }

    private void ThrowIfRefused(int status, byte[] body)
    {
        if (status is >= 200 and < 300)
        {
            return;
        }

        throw status switch
        {
            401 => new ToolException(
                ExitCode.CredentialRefused, "CredentialRefused", $"The emulator at {Address} refused the token, which is another one in each run: name the file that this run has written."),
            400 => new ToolException(ExitCode.Usage, "Rejected", Reason(body) ?? $"The emulator at {Address} rejected the request."),
            _ => new ToolException(ExitCode.Failed, "Refused", $"The emulator at {Address} answered with status {status}. {Reason(body)}"),
        };
    }

    // The emulator's own words: it runs for its user, on the same machine.
    private static string? Reason(byte[] body)
    {
        try
        {
            using JsonDocument answer = JsonDocument.Parse(body);
            return answer.RootElement.TryGetProperty("error", out JsonElement error) ? error.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
