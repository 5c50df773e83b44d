namespace ModuleIdentities.Emulator;

/// <summary>Which of the received messages are wanted; what is null does not matter.</summary>
public sealed record MessageFilter
{
    /// <summary>Only those that this hub received.</summary>
    public string? HubName { get; init; }

    /// <summary>Only those of this device and its modules.</summary>
    public string? DeviceId { get; init; }

    /// <summary>Only those of this module; empty for only those of devices themselves.</summary>
    public string? ModuleId { get; init; }

    /// <summary>Only those that were accepted at this time or later, by the emulator's clock.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only those behind this <see cref="ReceivedMessage.SequenceNumber"/>: for a reader that goes on where it stopped. Default 0, for all.</summary>
    public long After { get; init; }

    /// <summary>Whether the message is wanted.</summary>
    public bool Accepts(ReceivedMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.SequenceNumber > After
            && (HubName is null || string.Equals(HubName, message.HubName, StringComparison.OrdinalIgnoreCase))
            && (DeviceId is null || string.Equals(DeviceId, message.DeviceId, StringComparison.Ordinal))
            && (ModuleId is null || string.Equals(ModuleId, message.ModuleId ?? "", StringComparison.Ordinal))
            && (Since is not { } since || message.EnqueuedTime >= since);
    }
}
