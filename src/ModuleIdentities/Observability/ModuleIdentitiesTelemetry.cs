using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ModuleIdentities;

/// <summary>The names under which the library can be observed: <c>AddSource</c> and <c>AddMeter</c> of OpenTelemetry take <see cref="Name"/>.</summary>
/// <remarks>Names and tags follow the OpenTelemetry semantic conventions for messaging where they have one; units are UCUM.</remarks>
public static class ModuleIdentitiesTelemetry
{
    /// <summary>The name of the <see cref="ActivitySource"/> and of the <see cref="Meter"/>.</summary>
    public const string Name = "ModuleIdentities";

    /// <summary>The tag that says which module.</summary>
    internal const string ModuleTag = "moduleidentities.module.id";

    /// <summary>The meter of every instrument, whatever class it is in.</summary>
    internal static Meter Meter { get; } = new(Name, ClientName.Version);

    private static readonly Counter<long> SentMessages = Meter.CreateCounter<long>(
        "messaging.client.sent.messages", "{message}", "Messages that the hub has acknowledged.");

    private static readonly Histogram<double> SendDuration = Meter.CreateHistogram<double>(
        "messaging.client.operation.duration", "s", "From handing a message to the link to its acknowledgement.");

    private static readonly Counter<long> Connections = Meter.CreateCounter<long>(
        "moduleidentities.connection.changes", "{change}", "Changes of a connection's state, by the new state and the reason.");

    private static readonly Histogram<double> ConnectDuration = Meter.CreateHistogram<double>(
        "moduleidentities.connection.duration", "s", "From the beginning of a connect to the hub's acceptance, provisioning included.");

    private static readonly Counter<long> MethodCalls = Meter.CreateCounter<long>(
        "moduleidentities.method.calls", "{call}", "Direct methods that were answered, by status.");

    private static readonly Counter<long> TakenMessages = Meter.CreateCounter<long>(
        "messaging.client.consumed.messages", "{message}", "Messages for inputs that were acknowledged, by outcome.");

    private static readonly Counter<long> StoredMessages = Meter.CreateCounter<long>(
        "moduleidentities.outbox.accepted", "{message}", "Messages that the outbox has written through to the disk.");

    private static readonly Counter<long> StoredBytes = Meter.CreateCounter<long>(
        "moduleidentities.outbox.io", "By", "Bytes of bodies that the outbox has written through to the disk.");

    private static readonly Counter<long> DroppedMessages = Meter.CreateCounter<long>(
        "moduleidentities.telemetry.dropped", "{message}", "Messages that were accepted and will not be sent, by reason.");

    /// <summary>The source of the spans.</summary>
    internal static ActivitySource Source { get; } = new(Name, ClientName.Version);

    /// <summary>Starts the span of one send, when somebody listens.</summary>
    internal static Activity? StartSend(string moduleId)
    {
        Activity? span = Source.StartActivity("send telemetry", ActivityKind.Producer);
        if (span is { IsAllDataRequested: true })
        {
            span.SetTag("messaging.system", "azure_iot_hub");
            span.SetTag("messaging.operation.name", "send");
            span.SetTag("messaging.operation.type", "send");
            span.SetTag(ModuleTag, moduleId);
        }

        return span;
    }

    internal static void Acknowledged(string moduleId, TimeSpan duration)
    {
        if (SentMessages.Enabled)
        {
            SentMessages.Add(1, new KeyValuePair<string, object?>(ModuleTag, moduleId));
        }

        if (SendDuration.Enabled)
        {
            SendDuration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>(ModuleTag, moduleId));
        }
    }

    internal static void Stored(string moduleId, List<OutgoingMessage> messages)
    {
        if (messages.Count > 0 && StoredMessages.Enabled)
        {
            StoredMessages.Add(messages.Count, new KeyValuePair<string, object?>(ModuleTag, moduleId));
        }

        if (messages.Count > 0 && StoredBytes.Enabled)
        {
            StoredBytes.Add(messages.Sum(static message => message.Size), new KeyValuePair<string, object?>(ModuleTag, moduleId));
        }
    }

    internal static void Dropped(string moduleId, TelemetryDropped dropped) => DroppedMessages.Add(
        dropped.Messages,
        new KeyValuePair<string, object?>(ModuleTag, moduleId),
        new KeyValuePair<string, object?>("moduleidentities.telemetry.drop_reason", dropped.Reason.ToString()));

    internal static void StateChanged(string moduleId, ConnectionState state, ConnectionChangeReason reason)
    {
        if (Connections.Enabled)
        {
            Connections.Add(
                1,
                new KeyValuePair<string, object?>(ModuleTag, moduleId),
                new KeyValuePair<string, object?>("moduleidentities.connection.state", state.ToString()),
                new KeyValuePair<string, object?>("moduleidentities.connection.reason", reason.ToString()));
        }
    }

    internal static void ConnectionOpened(string moduleId, TimeSpan duration) =>
        ConnectDuration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>(ModuleTag, moduleId));

    internal static void MethodAnswered(string moduleId, int status) => MethodCalls.Add(
        1,
        new KeyValuePair<string, object?>(ModuleTag, moduleId),
        new KeyValuePair<string, object?>("moduleidentities.method.status", status));

    internal static void InputTaken(string moduleId, InputOutcome outcome) => TakenMessages.Add(
        1,
        new KeyValuePair<string, object?>(ModuleTag, moduleId),
        new KeyValuePair<string, object?>("moduleidentities.input.outcome", outcome.ToString()));
}
