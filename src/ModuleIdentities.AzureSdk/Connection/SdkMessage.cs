using System.Globalization;
using System.Text;
using Microsoft.Azure.Devices.Client;

namespace ModuleIdentities;

/// <summary>A message in their words.</summary>
internal static class SdkMessage
{
    /// <summary>Makes it; the body is a copy.</summary>
    public static Message Of(OutgoingMessage outgoing)
    {
        Message message = new(outgoing.Body.ToArray()) { ContentType = "application/json", ContentEncoding = Encoding.UTF8.WebName };
        ReadOnlySpan<char> bag = outgoing.Bag;
        foreach (Range range in bag.Split('&'))
        {
            ReadOnlySpan<char> property = bag[range];
            int separator = property.IndexOf('=');
            if (separator > 0)
            {
                Set(message, Uri.UnescapeDataString(property[..separator]), Uri.UnescapeDataString(property[(separator + 1)..]));
            }
        }

        return message;
    }

    private static void Set(Message message, string name, string value)
    {
        switch (name)
        {
            case "$.sub":
                message.ComponentName = value;
                break;
            case "$.mid":
                message.MessageId = value;
                break;
            case "$.ctime":
                message.CreationTimeUtc = DateTime.Parse(value, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);
                break;
            default:
                message.Properties[name] = value;
                break;
        }
    }
}
