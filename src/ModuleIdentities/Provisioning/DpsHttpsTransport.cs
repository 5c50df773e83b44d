namespace ModuleIdentities;

/// <summary>The Device Provisioning Service over HTTPS (REST reference "Runtime Registration").</summary>
internal sealed class DpsHttpsTransport(DpsEnrollment enrollment, NetworkOptions network, TimeProvider time) : IDpsTransport
{
    private readonly ServiceHttpClient _http = new(enrollment.GlobalEndpoint, network, enrollment.Credential, time);

    private string Path => $"/{enrollment.IdScope}/registrations/{Uri.EscapeDataString(enrollment.RegistrationId)}";

    public Task<DpsAnswer> RegisterAsync(CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, $"{Path}/register", DpsRegisterRequest.Create(enrollment), cancellationToken);

    public Task<DpsAnswer> PollAsync(string operationId, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, $"{Path}/operations/{Uri.EscapeDataString(operationId)}", null, cancellationToken);

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<DpsAnswer> SendAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancellationToken)
    {
        string? token = await enrollment.CreateTokenAsync(time, SharedAccessSignature.RequestLifetime, cancellationToken).ConfigureAwait(false);
        ServiceRequest request = new(method, $"{path}?api-version={DpsEnrollment.ApiVersion}") { Token = token, Json = body };
        ServiceAnswer answer = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return new DpsAnswer(answer.Status, answer.RetryAfter, answer.Body) { Skew = ClockSkew.Measure(answer.Date, time) };
    }
}
