namespace ModuleIdentities.Emulator.Faults;

/// <summary>What the service answered, on its way through the faults.</summary>
internal sealed class Answer(int status, ReadOnlyMemory<byte> body)
{
    public int Status { get; set; } = status;

    public ReadOnlyMemory<byte> Body { get; set; } = body;

    /// <summary>What DPS tells the client to wait; null for what the service says.</summary>
    public TimeSpan? RetryAfter { get; set; }

    /// <summary>How much later it begins to be sent.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>How long the sending of its body takes.</summary>
    public TimeSpan Pace { get; set; }

    /// <summary>Whether the connection is reset instead.</summary>
    public bool IsLost { get; set; }
}
