using System.Buffers;
using System.Globalization;
using MQTTnet.Protocol;

namespace ModuleIdentities;

/// <summary>The Device Provisioning Service over MQTT ("Communicate with DPS using the MQTT protocol", Microsoft docs).</summary>
internal sealed class DpsMqttTransport : IDpsTransport
{
    private const string AnswerPrefix = "$dps/registrations/res/";

    private readonly DpsEnrollment _enrollment;
    private readonly ProvisioningOptions _options;
    private readonly NetworkOptions _network;
    private readonly TimeProvider _time;
    private readonly MqttLink _link;
    private TaskCompletionSource<DpsAnswer>? _pending;
    private int _requestId;

    public DpsMqttTransport(DpsEnrollment enrollment, HubTransport transport, ProvisioningOptions options, NetworkOptions network, TimeProvider time)
    {
        _enrollment = enrollment;
        _options = options;
        _network = network;
        _time = time;
        _link = new MqttLink(enrollment.GlobalEndpoint, transport, network, enrollment.Credential, time) { Receiver = OnMessage };
    }

    public async Task<DpsAnswer> RegisterAsync(CancellationToken cancellationToken)
    {
        if (await ConnectAsync(cancellationToken).ConfigureAwait(false) is { } refusal)
        {
            return refusal;
        }

        await _link.SubscribeAsync([$"{AnswerPrefix}#"], cancellationToken).ConfigureAwait(false);
        return await RequestAsync(
            id => $"$dps/registrations/PUT/iotdps-register/?$rid={id}", DpsRegisterRequest.Create(_enrollment), cancellationToken).ConfigureAwait(false);
    }

    public Task<DpsAnswer> PollAsync(string operationId, CancellationToken cancellationToken) => RequestAsync(
        id => $"$dps/registrations/GET/iotdps-get-operationstatus/?$rid={id}&operationId={operationId}", default, cancellationToken);

    public ValueTask DisposeAsync() => _link.DisposeAsync();

    /// <summary>Connects; a refusal in the CONNACK is given the HTTP status that it stands for.</summary>
    private async Task<DpsAnswer?> ConnectAsync(CancellationToken cancellationToken)
    {
        string scope = $"{_enrollment.IdScope}/registrations/{_enrollment.RegistrationId}";
        MqttPrincipal principal = new(
            _enrollment.RegistrationId,
            $"{scope}/api-version={DpsEnrollment.ApiVersion}&ClientVersion={ClientName.Escaped}",
            await _enrollment.CreateTokenAsync(_enrollment.Credential, _time, _options.Timeout + SharedAccessSignature.RequestLifetime, cancellationToken).ConfigureAwait(false),
            CleanSession: true,
            // Longer than any pause between two polls: nothing pings here.
            KeepAlive: TimeSpan.FromSeconds(300));
        MqttConnectReturnCode code = await _link.ConnectAsync(principal, cancellationToken).ConfigureAwait(false);
        int? status = code switch
        {
            MqttConnectReturnCode.ConnectionAccepted => null,
            MqttConnectReturnCode.ConnectionRefusedBadUsernameOrPassword or MqttConnectReturnCode.ConnectionRefusedNotAuthorized => 401,
            MqttConnectReturnCode.ConnectionRefusedServerUnavailable => 503,
            _ => 400,
        };
        return status is { } refused ? await CompleteAsync(new DpsAnswer(refused, null, []), cancellationToken).ConfigureAwait(false) : null;
    }

    /// <summary>Adds to a refusal how far the clocks are apart. MQTT does not tell the time; the same host's HTTPS does.</summary>
    private async Task<DpsAnswer> CompleteAsync(DpsAnswer answer, CancellationToken cancellationToken) => answer.Status == 401
        ? answer with { Skew = await ClockSkew.AskAsync(_enrollment.GlobalEndpoint, _network, _time, cancellationToken).ConfigureAwait(false) }
        : answer;

    private async Task<DpsAnswer> RequestAsync(Func<string, string> topic, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        string id = (++_requestId).ToString(CultureInfo.InvariantCulture);
        TaskCompletionSource<DpsAnswer> answer = new(id, TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _pending, answer);
        using TimeLimit limit = new(_network.OperationTimeout, _time, cancellationToken);
        await _link.PublishAsync(topic(id), body, limit.Token).ConfigureAwait(false);
        try
        {
            Task first = await Task.WhenAny(answer.Task, _link.Closed).WaitAsync(limit.Token).ConfigureAwait(false);
            return first == answer.Task
                ? await CompleteAsync(await answer.Task.ConfigureAwait(false), limit.Token).ConfigureAwait(false)
                : throw new IOException("The service closed the connection.");
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            throw LinkFault.Translate(exception, $"Registering with {_enrollment.GlobalEndpoint} over MQTT", limit);
        }
    }

    private Task OnMessage(string topic, ReadOnlySequence<byte> payload)
    {
        if (Volatile.Read(ref _pending) is { } pending && TryReadTopic(topic, (string)pending.Task.AsyncState!, out int status, out TimeSpan? retryAfter))
        {
            pending.TrySetResult(new DpsAnswer(status, retryAfter, payload.ToArray()));
        }

        return Task.CompletedTask;
    }

    /// <summary>Reads <c>$dps/registrations/res/{status}/?$rid={id}[&amp;retry-after={seconds}]</c>.</summary>
    internal static bool TryReadTopic(string topic, string requestId, out int status, out TimeSpan? retryAfter)
    {
        status = 0;
        retryAfter = null;
        if (!topic.StartsWith(AnswerPrefix, StringComparison.Ordinal))
        {
            return false;
        }

        ReadOnlySpan<char> rest = topic.AsSpan(AnswerPrefix.Length);
        int separator = rest.IndexOf("/?", StringComparison.Ordinal);
        if (separator < 0 || !int.TryParse(rest[..separator], NumberStyles.None, CultureInfo.InvariantCulture, out status))
        {
            return false;
        }

        bool isOurs = false;
        ReadOnlySpan<char> query = rest[(separator + 2)..];
        foreach (Range range in query.Split('&'))
        {
            ReadOnlySpan<char> parameter = query[range];
            if (parameter.StartsWith("$rid=", StringComparison.Ordinal))
            {
                isOurs = parameter[5..].SequenceEqual(requestId);
            }
            else if (parameter.StartsWith("retry-after=", StringComparison.Ordinal)
                && int.TryParse(parameter[12..], NumberStyles.None, CultureInfo.InvariantCulture, out int seconds))
            {
                retryAfter = TimeSpan.FromSeconds(seconds);
            }
        }

        return isOurs;
    }
}
