using System.Globalization;

namespace ModuleIdentities;

/// <summary>The hub's answer to a read or a change of the twin.</summary>
/// <param name="Status">The status, in the manner of an HTTP status.</param>
/// <param name="RequestId">The request it belongs to.</param>
/// <param name="Body">The body; it belongs to the answer.</param>
internal readonly record struct TwinAnswer(int Status, string RequestId, ReadOnlyMemory<byte> Body)
{
    /// <summary>Before the status in the topic of every answer.</summary>
    public const string TopicPrefix = "$iothub/twin/res/";

    private const string RequestIdKey = "/?$rid=";

    /// <summary>Whether the hub did what was asked.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Whether the same request may succeed later.</summary>
    public bool IsTransient => Status is 429 or >= 500;

    /// <summary>Reads <c>$iothub/twin/res/{status}/?$rid={rid}[&amp;$version={n}]</c>.</summary>
    public static bool TryParse(string topic, ReadOnlyMemory<byte> body, out TwinAnswer answer)
    {
        answer = default;
        int query = topic.IndexOf(RequestIdKey, StringComparison.Ordinal);
        if (!topic.StartsWith(TopicPrefix, StringComparison.Ordinal)
            || query < TopicPrefix.Length
            || !int.TryParse(topic.AsSpan(TopicPrefix.Length, query - TopicPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int status))
        {
            return false;
        }

        string requestId = topic[(query + RequestIdKey.Length)..];
        int end = requestId.IndexOf('&', StringComparison.Ordinal);
        answer = new TwinAnswer(status, end < 0 ? requestId : requestId[..end], body);
        return true;
    }
}
