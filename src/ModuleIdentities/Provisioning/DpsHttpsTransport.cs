using System.Text.Json;

namespace ModuleIdentities;

/// <summary>The Device Provisioning Service over HTTPS (REST reference "Runtime Registration").</summary>
internal sealed class DpsHttpsTransport(DpsEnrollment enrollment, NetworkOptions network, TimeProvider time) : IDpsTransport
{
    private readonly ServiceHttpClient _http = new(enrollment.GlobalEndpoint, network, time);

    private string Path => $"/{enrollment.IdScope}/registrations/{Uri.EscapeDataString(enrollment.RegistrationId)}";

    public Task<DpsAnswer> RegisterAsync(CancellationToken cancellationToken)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new DpsRegisterRequest(enrollment.RegistrationId), DpsJson.Default.DpsRegisterRequest);
        return SendAsync(HttpMethod.Put, $"{Path}/register", body, cancellationToken);
    }

    public Task<DpsAnswer> PollAsync(string operationId, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, $"{Path}/operations/{Uri.EscapeDataString(operationId)}", null, cancellationToken);

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<DpsAnswer> SendAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancellationToken)
    {
        string token = enrollment.CreateToken(time, SharedAccessSignature.RequestLifetime);
        ServiceAnswer answer = await _http
            .SendAsync(method, $"{path}?api-version={DpsEnrollment.ApiVersion}", token, body, cancellationToken)
            .ConfigureAwait(false);
        return new DpsAnswer(answer.Status, answer.RetryAfter, answer.Body);
    }
}
