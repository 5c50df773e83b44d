namespace ModuleIdentities.Emulator;

/// <summary>Of which ends of a cloud-to-device message its sender wants to hear: <c>iothub-ack</c>.</summary>
public enum FeedbackRequest
{
    /// <summary>Of none.</summary>
    None,

    /// <summary>When the device completed it.</summary>
    Positive,

    /// <summary>When it ended in any other way.</summary>
    Negative,

    /// <summary>Of both.</summary>
    Full,
}
