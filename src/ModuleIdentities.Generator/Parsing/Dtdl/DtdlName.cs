namespace ModuleIdentities.Generator.Parsing;

/// <summary>What a name in a model may be.</summary>
internal static class DtdlName
{
    /// <summary>The longest name, in characters (DTDL v3, "Telemetry" and others).</summary>
    private const int Longest = 512;

    /// <summary>Whether it has letters, digits and <c>_</c> only, begins with a letter and does not end with <c>_</c>.</summary>
    public static bool IsValid(string name) =>
        name.Length <= Longest && DeclaredNameRules.CheckComponent(name, out _) is NameFault.None or NameFault.TooLong;
}
