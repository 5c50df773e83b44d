namespace ModuleIdentities.Emulator;

/// <summary>What became of a cloud-to-device message.</summary>
/// <param name="MessageId">Its id.</param>
/// <param name="DeviceId">The device it was for.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Time">When.</param>
public sealed record MessageFeedback(string MessageId, string DeviceId, FeedbackStatus Status, DateTimeOffset Time)
{
    /// <summary>The generation id of the device, which tells it from one of the same id that was deleted; null when it is gone.</summary>
    public string? DeviceGenerationId { get; init; }
}
