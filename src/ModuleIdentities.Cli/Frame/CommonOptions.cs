using System.CommandLine;

namespace ModuleIdentities.Cli;

/// <summary>Options that every command has.</summary>
internal static class CommonOptions
{
    public static readonly Option<bool> Json = new("--json")
    {
        Description = "Write one JSON document instead of text; errors too.",
        Recursive = true,
    };

    public static readonly Option<bool> Verbose = new("--verbose", "-v")
    {
        Description = "Log what is done to standard error.",
        Recursive = true,
    };
}
