namespace ModuleIdentities.Emulator.Faults;

/// <summary>A request that is refused before it reaches the service.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Error">The hub's error; null for one that the hub has no name for, and for DPS.</param>
/// <param name="Message">The message of the error body.</param>
/// <param name="RetryAfter">What DPS tells the client to wait.</param>
internal sealed record Refusal(int Status, HubErrorCode? Error, string Message, TimeSpan? RetryAfter = null)
{
    /// <summary>The number of the error body; one that is recorded nowhere has the form of the others.</summary>
    public int Number => (int?)Error ?? (Status * 1000);
}
