using System.Globalization;

namespace ModuleIdentities.Emulator.Tests.Fuzz;

/// <summary>How long and with which numbers to fuzz: bounded in a test run, by command as long as wanted (docs/emulator.md).</summary>
internal static class FuzzRun
{
    /// <summary>The seed, for a run to be repeated: <c>FUZZ_SEED</c>, or another one each time.</summary>
    public static int Seed { get; } = Number("FUZZ_SEED") ?? Random.Shared.Next();

    /// <summary>How many cases to try: <paramref name="bounded"/> times <c>FUZZ_FACTOR</c>.</summary>
    public static int Cases(int bounded) => bounded * (Number("FUZZ_FACTOR") ?? 1);

    /// <summary>Says how a failure is repeated.</summary>
    public static string Describe(int number, string what) => $"Case {number} with FUZZ_SEED={Seed}: {what}";

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
