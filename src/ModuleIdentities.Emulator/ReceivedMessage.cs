namespace ModuleIdentities.Emulator;

/// <summary>A device-to-cloud message as a reader of the hub's event stream sees it.</summary>
public sealed class ReceivedMessage
{
    internal ReceivedMessage(
        long sequenceNumber,
        string hubName,
        string deviceId,
        string? moduleId,
        DateTimeOffset enqueuedTime,
        IReadOnlyDictionary<string, string> systemProperties,
        IReadOnlyDictionary<string, string> properties,
        ReadOnlyMemory<byte> body)
    {
        SequenceNumber = sequenceNumber;
        HubName = hubName;
        DeviceId = deviceId;
        ModuleId = moduleId;
        EnqueuedTime = enqueuedTime;
        SystemProperties = systemProperties;
        Properties = properties;
        Body = body;
    }

    /// <summary>Its place among all messages, from 1; with a state file the count goes on in the next run.</summary>
    public long SequenceNumber { get; }

    /// <summary>The hub that received it.</summary>
    public string HubName { get; }

    /// <summary>The device that sent it, or whose module did.</summary>
    public string DeviceId { get; }

    /// <summary>The module that sent it, or null when the device itself did.</summary>
    public string? ModuleId { get; }

    /// <summary>When the hub accepted it.</summary>
    public DateTimeOffset EnqueuedTime { get; }

    /// <summary>
    /// What the hub stamped on it (<c>iothub-connection-device-id</c>, <c>iothub-connection-module-id</c>,
    /// <c>iothub-connection-auth-method</c>, <c>iothub-connection-auth-generation-id</c>, <c>iothub-enqueuedtime</c>, and <c>dt-dataschema</c> for a sender that
    /// announced its Plug and Play model) and what the sender set
    /// (<c>content-type</c>, <c>content-encoding</c>, <c>message-id</c>, <c>dt-subject</c>, …).
    /// </summary>
    public IReadOnlyDictionary<string, string> SystemProperties { get; }

    /// <summary>The sender's own properties.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; }

    /// <summary>The bytes that were sent.</summary>
    public ReadOnlyMemory<byte> Body { get; }
}
