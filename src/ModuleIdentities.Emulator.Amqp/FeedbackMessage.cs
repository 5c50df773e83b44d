using System.Text;
using System.Text.Json;
using Amqp;
using Amqp.Framing;
using Amqp.Types;

namespace ModuleIdentities.Emulator.Amqp;

/// <summary>
/// Feedback as the hub sends it: a JSON array of what became of each message, its names in the spelling of the official clients, with the hub's name as the
/// user id ("Send cloud-to-device messages from an IoT hub", message feedback).
/// </summary>
internal static class FeedbackMessage
{
    private const string ContentType = "application/vnd.microsoft.iothub.feedback.json";

    /// <param name="batch">At least one.</param>
    /// <param name="hubName">Host name of the hub.</param>
    public static Message Of(IReadOnlyList<MessageFeedback> batch, string hubName)
    {
        MessageAnnotations annotations = new();
        annotations[new Symbol("iothub-enqueuedtime")] = batch[^1].Time.UtcDateTime;
        return new Message
        {
            Properties = new Properties { ContentType = ContentType, UserId = Encoding.UTF8.GetBytes(hubName) },
            MessageAnnotations = annotations,
            BodySection = new Data { Binary = Write(batch) },
        };
    }

    private static byte[] Write(IReadOnlyList<MessageFeedback> batch)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartArray();
            foreach (MessageFeedback feedback in batch)
            {
                writer.WriteStartObject();
                writer.WriteString("originalMessageId", feedback.MessageId);
                writer.WriteString("description", feedback.Status.ToString());
                writer.WriteString("deviceGenerationId", feedback.DeviceGenerationId);
                writer.WriteString("deviceId", feedback.DeviceId);
                writer.WriteString("enqueuedTimeUtc", feedback.Time.UtcDateTime);
                writer.WriteString("statusCode", feedback.Status.ToString());
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return stream.ToArray();
    }
}
