namespace ModuleIdentities.Emulator.State;

/// <summary>The ordinal range of the keys that share a prefix.</summary>
internal static class KeyRange
{
    /// <summary>The first key after all that start with <paramref name="prefix"/>, or null when nothing follows.</summary>
    public static string? End(string prefix) => prefix.Length == 0 ? null : $"{prefix[..^1]}{(char)(prefix[^1] + 1)}";
}
