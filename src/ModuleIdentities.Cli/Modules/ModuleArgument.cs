using System.CommandLine;

namespace ModuleIdentities.Cli;

/// <summary>The argument that names a module.</summary>
internal static class ModuleArgument
{
    public static Argument<string> Create() => new("module") { Description = "The module id, for example thermostat or DefenderIotMicroAgent.", HelpName = "MODULE" };
}
