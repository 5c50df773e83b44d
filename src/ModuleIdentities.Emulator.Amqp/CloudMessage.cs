using System.Globalization;
using System.Text;
using Amqp;
using Amqp.Framing;

namespace ModuleIdentities.Emulator.Amqp;

/// <summary>A cloud-to-device message as a service client sends it, over AMQP ("Create and read IoT Hub messages").</summary>
internal static class CloudMessage
{
    private const string Ack = "iothub-ack";

    /// <summary>The device that a message is for.</summary>
    /// <exception cref="AmqpException">Its <c>to</c> names none.</exception>
    public static string DeviceOf(Message message)
    {
        string? to = message.Properties?.To;
        return to?.Trim('/').Split('/') is [string devices, { Length: > 0 } device, string messages, string bound]
            && devices.Equals("devices", StringComparison.OrdinalIgnoreCase)
            && messages.Equals("messages", StringComparison.OrdinalIgnoreCase)
            && bound.Equals("devicebound", StringComparison.OrdinalIgnoreCase)
            ? Uri.UnescapeDataString(device)
            : throw Invalid($"The message is to '{to}': a cloud-to-device message is to '/devices/{{device id}}/messages/devicebound', and modules get none.");
    }

    /// <summary>What the message says.</summary>
    /// <param name="message">The message.</param>
    /// <param name="now">What its end of life is counted from.</param>
    /// <exception cref="AmqpException">It has a body of another kind, or asks for feedback that does not exist.</exception>
    public static CloudToDeviceMessage Read(Message message, DateTimeOffset now)
    {
        CloudToDeviceMessage read = new(Body(message))
        {
            MessageId = Text(message.Properties?.GetMessageId()),
            CorrelationId = Text(message.Properties?.GetCorrelationId()),
            UserId = Text(message.Properties?.UserId),
            ContentType = Text(message.Properties?.ContentType),
            ContentEncoding = Text(message.Properties?.ContentEncoding),
            Feedback = Feedback(message),
            Properties = Own(message),
        };
        return LifeOf(message, now) is { } life ? read with { TimeToLive = life } : read;
    }

    private static byte[] Body(Message message) => message.BodySection switch
    {
        null => [],
        Data data => data.Binary ?? [],
        AmqpValue { Value: byte[] bytes } => bytes,
        AmqpValue { Value: string text } => Encoding.UTF8.GetBytes(text),
        _ => throw Invalid("The body of the message is neither binary nor a text."),
    };

    private static Dictionary<string, string> Own(Message message)
    {
        Dictionary<string, string> own = new(StringComparer.Ordinal);
        foreach ((object name, object value) in message.ApplicationProperties?.Map ?? [])
        {
            if (name is string key && key != Ack)
            {
                own[key] = Text(value) ?? "";
            }
        }

        return own;
    }

    private static FeedbackRequest Feedback(Message message) => Text(message.ApplicationProperties?[Ack]) is not { Length: > 0 } ack
        ? FeedbackRequest.None
        : Enum.TryParse(ack, ignoreCase: true, out FeedbackRequest feedback) && Enum.IsDefined(feedback)
            ? feedback
            : throw Invalid($"'{Ack}' is '{ack}': it is none, positive, negative or full.");

    private static TimeSpan? LifeOf(Message message, DateTimeOffset now) => message.Properties?.AbsoluteExpiryTime is { } expiry && expiry > DateTime.UnixEpoch
        ? new DateTimeOffset(expiry.ToUniversalTime()) - now
        : message.Header?.Ttl is { } ttl && ttl is > 0 and < uint.MaxValue ? TimeSpan.FromMilliseconds(ttl) : null;

    private static string? Text(object? value) => value switch
    {
        null => null,
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        bool flag => flag ? "true" : "false",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    private static AmqpException Invalid(string message) => new(HubError.ArgumentInvalid, message);
}
