namespace ModuleIdentities;

/// <summary>A direct method that somebody calls.</summary>
/// <param name="Name">The method's name; a component's command is <c>component*name</c>.</param>
/// <param name="RequestId">What the answer must repeat, byte for byte.</param>
/// <param name="Payload">The payload as UTF-8 JSON; it belongs to the request.</param>
internal readonly record struct MethodRequest(string Name, string RequestId, ReadOnlyMemory<byte> Payload)
{
    /// <summary>Before the name in the topic of every request.</summary>
    public const string TopicPrefix = "$iothub/methods/POST/";

    private const string RequestIdKey = "/?$rid=";

    /// <summary>Reads <c>$iothub/methods/POST/{name}/?$rid={rid}</c>.</summary>
    public static bool TryParse(string topic, ReadOnlyMemory<byte> payload, out MethodRequest request)
    {
        int query = topic.StartsWith(TopicPrefix, StringComparison.Ordinal) ? topic.IndexOf(RequestIdKey, TopicPrefix.Length, StringComparison.Ordinal) : -1;
        request = query < 0 ? default : new MethodRequest(topic[TopicPrefix.Length..query], topic[(query + RequestIdKey.Length)..], payload);
        return query >= 0;
    }
}

/// <summary>The answer to a direct method.</summary>
/// <param name="Status">The status, in the manner of an HTTP status.</param>
/// <param name="Payload">The payload as UTF-8 JSON; empty for none.</param>
internal readonly record struct MethodAnswer(int Status, ReadOnlyMemory<byte> Payload);
