namespace ModuleIdentities;

/// <summary>The Device Provisioning Service over HTTPS (REST reference "Runtime Registration").</summary>
internal sealed class DpsHttpsTransport(DpsEnrollment enrollment, NetworkOptions network, TimeProvider time) : IDpsTransport
{
    private readonly ServiceHttpClient _http = new(enrollment.GlobalEndpoint, network, enrollment.Credential, time);

    /// <summary>What signs for this registration: the enrolment's credential, or the key of the challenge that a TPM has opened.</summary>
    private Credential _credential = enrollment.Credential;

    private string Path => $"/{enrollment.IdScope}/registrations/{Uri.EscapeDataString(enrollment.RegistrationId)}";

    public async Task<DpsAnswer> RegisterAsync(CancellationToken cancellationToken)
    {
        string path = $"{Path}/register";
        if (enrollment.Credential is not TpmCredential { Tpm: { } tpm })
        {
            return await SendAsync(HttpMethod.Put, path, DpsRegisterRequest.Create(enrollment), cancellationToken).ConfigureAwait(false);
        }

        // Without a token, so that the service challenges the TPM; then signed with the key of the challenge.
        byte[] body = DpsRegisterRequest.Create(enrollment, await tpm.IdentifyAsync(cancellationToken).ConfigureAwait(false));
        _credential = NoCredential.Instance;
        DpsAnswer answer = await SendAsync(HttpMethod.Put, path, body, cancellationToken).ConfigureAwait(false);
        if (answer.Status != 401 || DpsTpmKey.ReadChallenge(answer.Body) is not { } challenge)
        {
            return answer;
        }

        _credential = new SasCredential(await tpm.OpenChallengeAsync(challenge, cancellationToken).ConfigureAwait(false));
        return await SendAsync(HttpMethod.Put, path, body, cancellationToken).ConfigureAwait(false);
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
        string? token = await enrollment.CreateTokenAsync(_credential, time, SharedAccessSignature.RequestLifetime, cancellationToken).ConfigureAwait(false);
        ServiceRequest request = new(method, $"{path}?api-version={DpsEnrollment.ApiVersion}") { Token = token, Json = body };
        ServiceAnswer answer = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return new DpsAnswer(answer.Status, answer.RetryAfter, answer.Body) { Skew = ClockSkew.Measure(answer.Date, time) };
    }
}
