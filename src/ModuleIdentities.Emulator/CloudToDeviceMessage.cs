namespace ModuleIdentities.Emulator;

/// <summary>A message from the cloud to a device, of up to 64 KiB with its properties.</summary>
/// <param name="Body">The bytes.</param>
public sealed record CloudToDeviceMessage(ReadOnlyMemory<byte> Body)
{
    /// <summary>A text as UTF-8.</summary>
    public CloudToDeviceMessage(string text)
        : this(System.Text.Encoding.UTF8.GetBytes(text))
    {
    }

    /// <summary>Its id; made by the emulator when null.</summary>
    public string? MessageId { get; init; }

    /// <summary>The id of what it answers.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Who sends it.</summary>
    public string? UserId { get; init; }

    /// <summary>The type of the body.</summary>
    public string? ContentType { get; init; }

    /// <summary>The encoding of the body.</summary>
    public string? ContentEncoding { get; init; }

    /// <summary>The sender's own properties.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    /// <summary>Of which ends the sender wants to hear, on <see cref="EmulatedHub.Feedback"/>.</summary>
    public FeedbackRequest Feedback { get; init; }

    /// <summary>How long it may wait. Default one hour, as a hub's default is.</summary>
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromHours(1);
}
