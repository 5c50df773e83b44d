using System.Runtime.InteropServices;

namespace ModuleIdentities.Cli;

/// <summary>The log of tpm2-tss, which goes to standard error, where this tool has one JSON document or a text for people.</summary>
internal static partial class TpmLog
{
    /// <summary>
    /// Turns it off, unless somebody has asked for it (<c>TSS2_LOG</c>). To be called before anything else runs: it changes the environment that native
    /// code sees.
    /// </summary>
    public static void Silence()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SetVariable("TSS2_LOG", "all+none", 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
