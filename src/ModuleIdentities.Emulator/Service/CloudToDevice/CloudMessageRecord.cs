namespace ModuleIdentities.Emulator.Service.CloudToDevice;

/// <summary>A cloud-to-device message in the queue of its device. Who holds it is not kept: a restart gives every message back.</summary>
internal sealed record CloudMessageRecord(
    string DeviceId,
    long SequenceNumber,
    string MessageId,
    FeedbackRequest Feedback,
    DateTimeOffset EnqueuedTime,
    DateTimeOffset ExpiresAt,
    Dictionary<string, string> SystemProperties,
    Dictionary<string, string> Properties,
    byte[] Body,
    int DeliveryCount = 0);
