namespace ModuleIdentities.Generator.Diagnostics.Secrets;

/// <summary>Recognises a shared access key by its form, which is the one that the runtime takes.</summary>
internal static class SharedAccessKeyText
{
    /// <summary>The key of the emulator, which is published and opens nothing else.</summary>
    internal const string EmulatorKey = "TW9kdWxlSWRlbnRpdGllcyBlbXVsYXRvciBrZXkgISE=";

    private const int MinimumBytes = 16;
    private const int MaximumBytes = 64;

    /// <summary>Whether a text is base64 of 16 to 64 bytes, and not the emulator's key. Keys of Azure have 32 or 64.</summary>
    public static bool IsKey(string text)
    {
        string digits = text.TrimEnd('=');
        int padding = text.Length - digits.Length;
        return text.Length % 4 == 0
            && padding <= 2
            && (text.Length / 4 * 3) - padding is >= MinimumBytes and <= MaximumBytes
            && digits.All(static c => c is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or (>= '0' and <= '9') or '+' or '/')
            && text != EmulatorKey;
    }
}
