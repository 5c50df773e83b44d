namespace ModuleIdentities.Emulator;

/// <summary>One thing that a client sent.</summary>
/// <param name="ReceivedAt">When it was complete, by the emulator's clock.</param>
/// <param name="Connection">The connection it came on; MQTT and HTTP connections have names of their own.</param>
public abstract record JournalEntry(DateTimeOffset ReceivedAt, string Connection);

/// <summary>An HTTP request.</summary>
/// <param name="ReceivedAt">When it was complete, by the emulator's clock.</param>
/// <param name="Connection">The connection it came on.</param>
/// <param name="Method">The method, in capitals.</param>
/// <param name="Target">Path and query as on the request line, still encoded.</param>
/// <param name="Headers">The headers, each value on its own.</param>
/// <param name="Body">The body; empty when there was none.</param>
public sealed record HttpRequestEntry(
    DateTimeOffset ReceivedAt,
    string Connection,
    string Method,
    string Target,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    ReadOnlyMemory<byte> Body) : JournalEntry(ReceivedAt, Connection)
{
    /// <summary>The value of a header, its name in any case, or null when the request has none.</summary>
    public string? Header(string name) =>
        Headers.FirstOrDefault(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <inheritdoc />
    protected override bool PrintMembers(System.Text.StringBuilder builder)
    {
        // Not the headers and the body: they hold credentials and keys.
        builder.Append(Method).Append(' ').Append(Target);
        return true;
    }
}

/// <summary>An MQTT CONNECT.</summary>
/// <param name="ReceivedAt">When it was complete, by the emulator's clock.</param>
/// <param name="Connection">The connection it came on.</param>
/// <param name="ClientId">The client id.</param>
/// <param name="UserName">The user name, or null when the packet has none.</param>
/// <param name="Password">The password, or null when the packet has none.</param>
/// <param name="CleanSession">The clean session flag.</param>
/// <param name="KeepAliveSeconds">The keep-alive in seconds, 0 to 65535.</param>
/// <param name="Will">The will, or null.</param>
public sealed record MqttConnectEntry(
    DateTimeOffset ReceivedAt,
    string Connection,
    string ClientId,
    string? UserName,
    string? Password,
    bool CleanSession,
    int KeepAliveSeconds,
    MqttWill? Will) : JournalEntry(ReceivedAt, Connection)
{
    /// <inheritdoc />
    protected override bool PrintMembers(System.Text.StringBuilder builder)
    {
        // Not the password: it is a credential.
        builder.Append("CONNECT ").Append(ClientId).Append(" as ").Append(UserName);
        return true;
    }
}

/// <summary>The message that a CONNECT asks to be sent when the connection is lost.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="Payload">Its payload.</param>
/// <param name="QualityOfService">Its quality of service, 0 to 2.</param>
/// <param name="Retain">Its retain flag.</param>
public sealed record MqttWill(string Topic, ReadOnlyMemory<byte> Payload, int QualityOfService, bool Retain);

/// <summary>An MQTT SUBSCRIBE.</summary>
/// <param name="ReceivedAt">When it was complete, by the emulator's clock.</param>
/// <param name="Connection">The connection it came on.</param>
/// <param name="ClientId">The client id of the connection.</param>
/// <param name="PacketId">The packet identifier.</param>
/// <param name="Filters">The topic filters, in order, each with the quality of service asked for.</param>
public sealed record MqttSubscribeEntry(
    DateTimeOffset ReceivedAt,
    string Connection,
    string ClientId,
    int PacketId,
    IReadOnlyList<KeyValuePair<string, int>> Filters) : JournalEntry(ReceivedAt, Connection);

/// <summary>An MQTT PUBLISH.</summary>
/// <param name="ReceivedAt">When it was complete, by the emulator's clock.</param>
/// <param name="Connection">The connection it came on.</param>
/// <param name="ClientId">The client id of the connection.</param>
/// <param name="PacketId">The packet identifier, or 0 at quality of service 0.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Payload">The payload.</param>
/// <param name="QualityOfService">The quality of service, 0 to 2.</param>
/// <param name="Retain">The retain flag.</param>
/// <param name="Duplicate">The duplicate flag.</param>
public sealed record MqttPublishEntry(
    DateTimeOffset ReceivedAt,
    string Connection,
    string ClientId,
    int PacketId,
    string Topic,
    ReadOnlyMemory<byte> Payload,
    int QualityOfService,
    bool Retain,
    bool Duplicate) : JournalEntry(ReceivedAt, Connection);
