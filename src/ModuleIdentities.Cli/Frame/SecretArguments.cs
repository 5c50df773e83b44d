namespace ModuleIdentities.Cli;

/// <summary>Refuses secrets on the command line: every user of the machine can read those, and shells remember them.</summary>
internal static class SecretArguments
{
    private const int ShortestKey = 32;
    private const int LongestKey = 64;

    private static readonly string[] Options = ["--key", "--connection-string", "--password", "--sas", "--token"];

    /// <exception cref="ToolException">One of the arguments is a secret, or an option that would take one.</exception>
    public static void Refuse(IEnumerable<string> arguments)
    {
        foreach (string argument in arguments)
        {
            if (Options.FirstOrDefault(option => argument == option || argument.StartsWith($"{option}=", StringComparison.Ordinal)) is { } option)
            {
                throw Refused($"There is no option {option}: a secret on the command line can be read by every user of this machine (ps, /proc) and stays in the shell's history.");
            }

            if (IsSecret(argument))
            {
                throw Refused("An argument looks like a key or a connection string. Every user of this machine can read the command line (ps, /proc), and the shell "
                    + "remembers it: treat that secret as known, and replace it.");
            }
        }
    }

    private static bool IsSecret(string argument)
    {
        string value = argument.StartsWith('-') && argument.IndexOf('=', StringComparison.Ordinal) is var separator and > 0 ? argument[(separator + 1)..] : argument;
        return value.Contains("SharedAccessKey=", StringComparison.OrdinalIgnoreCase)
            || value.Contains("SharedAccessSignature", StringComparison.OrdinalIgnoreCase)
            || IsKey(value);
    }

    // What Azure's portals show: 32 or 64 bytes, whose base64 ends with one '=' or two.
    private static bool IsKey(string value) =>
        value.EndsWith('=')
        && Convert.TryFromBase64String(value, new byte[value.Length], out int length)
        && length is ShortestKey or LongestKey;

    private static ToolException Refused(string reason) => new(
        ExitCode.Usage,
        "SecretOnCommandLine",
        $"{reason} Give it in a file (--config FILE, --connection-string-file FILE), on standard input (--connection-string-file -), or in an environment variable. "
            + $"See {DocumentationLinks.Secrets}");
}
