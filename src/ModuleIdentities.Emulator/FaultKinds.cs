using ModuleIdentities.Emulator.Faults;

namespace ModuleIdentities.Emulator;

/// <content>Every kind of fault.</content>
public abstract partial record Fault
{
    /// <summary>MQTT connections are refused.</summary>
    /// <param name="code">
    /// The CONNACK return code, 1 to 5: 1 protocol version, 2 client id, 3 server unavailable (a throttled hub), 4 user name or password not
    /// understood, 5 not authorised.
    /// </param>
    public static Fault RefuseConnect(int code) => new RefuseConnectFault(code);

    /// <summary>The MQTT connection is reset: at once when it is open, else with its next packet. Once, unless <see cref="Times"/> says otherwise.</summary>
    /// <param name="afterPackets">How many more packets of the client pass before.</param>
    public static Fault DropLink(int afterPackets = 0) => new DropLinkFault { Skip = afterPackets };

    /// <summary>
    /// The emulator forgets the MQTT connection and never says so: nothing more comes, the socket stays open. One connection, unless
    /// <see cref="Times"/> says otherwise. The socket is reset when the fault is removed.
    /// </summary>
    public static Fault HalfOpen() => new HalfOpenFault();

    /// <summary>
    /// Nothing passes in either direction, of MQTT connections and HTTPS requests, until the fault is removed or its <see cref="Duration"/> is
    /// over; then what was held passes.
    /// </summary>
    public static Fault BlackHole() => new BlackHoleFault();

    /// <summary>Whatever the client is sent comes later, in order: MQTT packets and HTTPS answers.</summary>
    /// <param name="latency">How much later, by the emulator's clock.</param>
    /// <param name="jitter">Up to how much more, at random.</param>
    public static Fault Delay(TimeSpan latency, TimeSpan jitter = default) => new DelayFault(latency, jitter);

    /// <summary>The PUBACK of a message that the hub did accept comes later.</summary>
    /// <param name="delay">How much later, by the emulator's clock.</param>
    public static Fault DelayAcknowledgement(TimeSpan delay) => new DelayAcknowledgementFault(delay);

    /// <summary>The PUBACK of a message that the hub did accept never comes.</summary>
    public static Fault LoseAcknowledgement() => new LoseAcknowledgementFault();

    /// <summary>
    /// The emulator's clock goes wrong by this much, for as long as the fault stands: it judges tokens and certificates by it, and stamps everything
    /// with it, also the header <c>Date</c>. Several add up. It hits once, when it begins.
    /// </summary>
    /// <param name="by">How far forward, at most a year; back when below zero.</param>
    public static Fault ShiftClock(TimeSpan by) => new ShiftClockFault(by);

    /// <summary>
    /// Every token is judged to have expired: open MQTT connections that came with one are dropped, new ones refused with CONNACK 5, and requests
    /// answered 401. Clients with a certificate do not notice.
    /// </summary>
    public static Fault ExpireTokens() => new ExpireTokensFault();

    /// <summary>Subscriptions are refused: SUBACK with 0x80 for every filter.</summary>
    public static Fault RefuseSubscription() => new RefuseSubscriptionFault();

    /// <summary>An MQTT message is lost on its way.</summary>
    /// <param name="operation">
    /// Which: <see cref="EmulatorOperations.DesiredChange"/>, <see cref="EmulatorOperations.InvokeMethod"/>,
    /// <see cref="EmulatorOperations.MethodReply"/>, <see cref="EmulatorOperations.CloudToDevice"/> or <see cref="EmulatorOperations.Telemetry"/>.
    /// </param>
    public static Fault Lose(EmulatorOperations operation) => new LoseFault { Operations = operation };

    /// <summary>An MQTT message to the client is sent twice.</summary>
    /// <param name="operation">
    /// Which: <see cref="EmulatorOperations.DesiredChange"/>, <see cref="EmulatorOperations.InvokeMethod"/> or <see cref="EmulatorOperations.CloudToDevice"/>.
    /// </param>
    public static Fault Duplicate(EmulatorOperations operation) => new DuplicateFault { Operations = operation };

    /// <summary>An MQTT message to the client is held back until the next of its kind has been sent: two in the wrong order.</summary>
    /// <param name="operation">Which: <see cref="EmulatorOperations.DesiredChange"/> or <see cref="EmulatorOperations.CloudToDevice"/>.</param>
    public static Fault Swap(EmulatorOperations operation) => new SwapFault { Operations = operation };

    /// <summary>Requests are refused before they reach the service, with the error body of the hub or of DPS: over HTTPS, and twins and DPS over MQTT.</summary>
    /// <param name="status">The HTTP status, 400 to 599.</param>
    /// <param name="retryAfter">The time to wait that DPS answers with it; the hub gives none, and neither is given one by default.</param>
    public static Fault Refuse(int status, TimeSpan? retryAfter = null) => new RefuseFault(status) { RetryAfter = retryAfter };

    /// <summary>Requests to the hub are refused with this error before they reach the service.</summary>
    public static Fault Refuse(HubErrorCode error) => new RefuseFault((int)error / 1000)
    {
        Error = error,
        Operations = EmulatorOperations.Requests & ~EmulatorOperations.Provisioning & ~EmulatorOperations.ManageEnrollments,
    };

    /// <summary>HTTPS requests are carried out, and the connection is reset instead of an answer.</summary>
    public static Fault LoseAnswer() => new LoseAnswerFault();

    /// <summary>HTTPS answers end in the middle of their JSON, in a whole and valid HTTP message.</summary>
    public static Fault TruncateAnswer() => new TruncateAnswerFault();

    /// <summary>HTTPS answers come byte by byte.</summary>
    /// <param name="duration">How long a whole answer takes, by the emulator's clock.</param>
    public static Fault SlowAnswer(TimeSpan duration) => new SlowAnswerFault(duration);

    /// <summary>Devices and modules are not found (404) for a while after they were made, as on a hub whose registry has not caught up.</summary>
    /// <param name="delay">For how long, by the emulator's clock.</param>
    public static Fault HideNewIdentities(TimeSpan delay) => new HideNewIdentitiesFault(delay);

    /// <summary>DPS says that it is still assigning, though it has decided; give <see cref="Times"/> for the number of polls.</summary>
    /// <param name="retryAfter">What it tells the client to wait; nothing by default.</param>
    public static Fault KeepAssigning(TimeSpan retryAfter = default) => new KeepAssigningFault { RetryAfter = retryAfter };

    /// <summary>A registration with DPS ends as failed.</summary>
    /// <param name="errorCode">400207: the custom allocation failed; 400208: no hub is available; 400209: the hub refused DPS.</param>
    public static Fault FailRegistration(int errorCode) => new FailRegistrationFault(errorCode);

    /// <summary>A registration with DPS ends as disabled.</summary>
    public static Fault DisableRegistration() => new DisableRegistrationFault();

    /// <summary>DPS names another hub than it assigned.</summary>
    /// <param name="hub">The host name of the hub.</param>
    public static Fault AssignElsewhere(string hub) => new AssignElsewhereFault(hub);
}
