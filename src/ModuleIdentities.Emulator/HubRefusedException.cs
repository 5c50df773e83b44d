namespace ModuleIdentities.Emulator;

/// <summary>The emulated hub refused an operation, for the reason that a client on the wire would be given.</summary>
public sealed class HubRefusedException : Exception
{
    internal HubRefusedException(HubErrorCode code, string message)
        : base(message) => Code = code;

    /// <summary>Why.</summary>
    public HubErrorCode Code { get; }

    /// <summary>The HTTP status that goes with <see cref="Code"/>, 400 to 599.</summary>
    public int Status => (int)Code / 1000;
}
