using System.Globalization;
using System.Text;
using Amqp;
using Amqp.Framing;
using Amqp.Types;

namespace ModuleIdentities.Emulator.Amqp;

/// <summary>
/// A device-to-cloud message as the built-in endpoint gives it: the sender's content type, encoding and ids are AMQP properties, what the hub stamped is
/// annotations, and the sender's own properties are application properties ("Read device-to-cloud messages from the built-in endpoint", "Create and read IoT
/// Hub messages").
/// </summary>
internal static class EventMessage
{
    public static Message Of(ReceivedMessage received)
    {
        Properties properties = new();
        MessageAnnotations annotations = new();
        annotations[new Symbol("x-opt-sequence-number")] = received.SequenceNumber;
        annotations[new Symbol("x-opt-offset")] = OffsetOf(received);
        annotations[new Symbol("x-opt-enqueued-time")] = received.EnqueuedTime.UtcDateTime;
        annotations[new Symbol("iothub-message-source")] = "Telemetry";
        foreach ((string name, string value) in received.SystemProperties)
        {
            Stamp(properties, annotations, name, value, received);
        }

        ApplicationProperties application = new();
        foreach ((string name, string value) in received.Properties)
        {
            application[name] = value;
        }

        return new Message
        {
            Properties = properties,
            MessageAnnotations = annotations,
            ApplicationProperties = application,
            BodySection = new Data { Binary = received.Body.ToArray() },
        };
    }

    public static string OffsetOf(ReceivedMessage received) => received.SequenceNumber.ToString(CultureInfo.InvariantCulture);

    private static void Stamp(Properties properties, MessageAnnotations annotations, string name, string value, ReceivedMessage received)
    {
        switch (name)
        {
            case "content-type":
                properties.ContentType = value;
                break;
            case "content-encoding":
                properties.ContentEncoding = value;
                break;
            case "message-id":
                properties.MessageId = value;
                break;
            case "correlation-id":
                properties.CorrelationId = value;
                break;
            case "user-id":
                properties.UserId = Encoding.UTF8.GetBytes(value);
                break;
            case "iothub-enqueuedtime":
                annotations[new Symbol(name)] = received.EnqueuedTime.UtcDateTime;
                break;
            default:
                annotations[new Symbol(name)] = value;
                break;
        }
    }
}
