using System.Text;
using ModuleIdentities.Emulator.Service.Messages;

namespace ModuleIdentities.Emulator.Wire.Mqtt;

/// <summary>The properties of a message as the end of its topic: <c>enc(k)=enc(v)&amp;…</c> (protocol section 4.3).</summary>
internal static class PropertyBag
{
    private static readonly Dictionary<string, string> SystemNames = new(StringComparer.Ordinal)
    {
        ["$.mid"] = "message-id",
        ["$.cid"] = "correlation-id",
        ["$.uid"] = "user-id",
        ["$.to"] = "to",
        ["$.exp"] = "absolute-expiry-time",
        ["$.ctime"] = "creation-time-utc",
        ["$.ct"] = "content-type",
        ["$.ce"] = "content-encoding",
        ["$.on"] = "output-name",
        ["$.sub"] = "dt-subject",
        ["$.ifid"] = "iothub-interface-id",
        ["$.schema"] = "iothub-message-schema",
        ["$.cdid"] = "iothub-connection-device-id",
        ["$.cmid"] = "iothub-connection-module-id",
        ["$.diagid"] = "diagnostic-id",
        ["$.diagctx"] = "diagnostic-correlation-context",
    };

    private static readonly Dictionary<string, string> Keys = SystemNames.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    /// <summary>Writes a bag: system properties as <c>%24.key</c>, which is the only form that the C SDK knows, and blanks as <c>%20</c>.</summary>
    public static string Write(IReadOnlyDictionary<string, string> system, IReadOnlyDictionary<string, string> application)
    {
        StringBuilder bag = new();
        foreach ((string name, string value) in system)
        {
            Append(bag, Keys.GetValueOrDefault(name, name), value);
        }

        foreach ((string name, string value) in application)
        {
            Append(bag, name, value);
        }

        return bag.ToString();
    }

    /// <summary>Reads a bag; a trailing slash, as some clients send it, is no part of it.</summary>
    public static DeviceMessage Read(ReadOnlySpan<char> bag, ReadOnlyMemory<byte> body)
    {
        Dictionary<string, string> system = new(StringComparer.Ordinal);
        Dictionary<string, string> application = new(StringComparer.Ordinal);
        bag = bag.TrimEnd('/');
        foreach (Range range in bag.Split('&'))
        {
            ReadOnlySpan<char> pair = bag[range];
            if (pair.IsEmpty)
            {
                continue;
            }

            int separator = pair.IndexOf('=');
            string name = Uri.UnescapeDataString(separator < 0 ? pair : pair[..separator]);
            string value = separator < 0 ? "" : Uri.UnescapeDataString(pair[(separator + 1)..]);
            if (SystemNames.TryGetValue(name, out string? systemName))
            {
                system[systemName] = value;
            }
            else
            {
                application[name] = value;
            }
        }

        return new DeviceMessage(system, application, body);
    }

    private static void Append(StringBuilder bag, string name, string value)
    {
        bag.Append(bag.Length == 0 ? "" : "&").Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
    }
}
