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
        ["$.diagid"] = "diagnostic-id",
        ["$.diagctx"] = "diagnostic-correlation-context",
    };

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
}
