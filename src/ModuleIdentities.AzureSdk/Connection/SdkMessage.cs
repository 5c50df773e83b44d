using System.Globalization;
using System.Text;
using Microsoft.Azure.Devices.Client;

namespace ModuleIdentities;

/// <summary>A message in their words.</summary>
internal static class SdkMessage
{
    /// <summary>Makes it; the body is a copy.</summary>
    /// <param name="outgoing">The message.</param>
    /// <param name="output">The output that it goes to, which their client takes beside it; null for none.</param>
    public static Message Of(OutgoingMessage outgoing, out string? output)
    {
        output = null;
        Message message = new(outgoing.Body.ToArray()) { ContentType = "application/json", ContentEncoding = Encoding.UTF8.WebName };
        ReadOnlySpan<char> bag = outgoing.Bag;
        foreach (Range range in bag.Split('&'))
        {
            ReadOnlySpan<char> property = bag[range];
            int separator = property.IndexOf('=');
            if (separator > 0)
            {
                string name = Uri.UnescapeDataString(property[..separator]);
                string value = Uri.UnescapeDataString(property[(separator + 1)..]);
                if (name == "$.on")
                {
                    output = value;
                }
                else
                {
                    Set(message, name, value);
                }
            }
        }

        return message;
    }

    /// <summary>Reads a message for an input.</summary>
    public static InputMessage Read(Message message)
    {
        List<KeyValuePair<string, string>> properties = [.. message.Properties];
        (string Name, string? Value)[] system =
        [
            ("$.mid", message.MessageId),
            ("$.ct", message.ContentType),
            ("$.cdid", message.ConnectionDeviceId),
            ("$.cmid", message.ConnectionModuleId),
        ];
        properties.AddRange(system.Where(property => !string.IsNullOrEmpty(property.Value)).Select(property => KeyValuePair.Create(property.Name, property.Value!)));
        return InputMessage.Create(message.InputName ?? "", message.GetBytes(), properties);
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
