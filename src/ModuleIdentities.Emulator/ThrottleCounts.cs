namespace ModuleIdentities.Emulator;

/// <summary>How often something was asked for since the emulator started.</summary>
/// <param name="Admitted">How often it was let through, at once or later.</param>
/// <param name="Delayed">How often it was let through after waiting for its turn.</param>
/// <param name="Refused">How often it was refused.</param>
public readonly record struct ThrottleCounts(long Admitted, long Delayed, long Refused);
