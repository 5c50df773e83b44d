namespace ModuleIdentities.Emulator;

/// <summary>How a cloud-to-device message ended.</summary>
public enum FeedbackStatus
{
    /// <summary>The device completed it; over MQTT, acknowledged it.</summary>
    Success,

    /// <summary>It waited for too long.</summary>
    Expired,

    /// <summary>The device gave it back ten times.</summary>
    DeliveryCountExceeded,

    /// <summary>The device rejected it.</summary>
    Rejected,

    /// <summary>The queue was emptied.</summary>
    Purged,
}
