namespace ModuleIdentities.Soak;

/// <summary>What is done, for how long.</summary>
/// <param name="Length">How long there is chaos.</param>
/// <param name="Seed">Chooses what goes wrong and when.</param>
/// <param name="Modules">How many modules send.</param>
/// <param name="Speed">How much faster than the machine's the clock of client and hub goes.</param>
/// <param name="IsVerbose">Whether the client's log is printed.</param>
internal sealed record SoakSettings(TimeSpan Length, int Seed, int Modules, double Speed, bool IsVerbose);
