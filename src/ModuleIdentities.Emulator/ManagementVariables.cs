namespace ModuleIdentities.Emulator;

/// <summary>The environment variables with which the command line finds a running emulator; <c>--ready-file</c> has them.</summary>
internal static class ManagementVariables
{
    /// <summary>The address of the management API.</summary>
    public const string Uri = "MODULEID_EMULATOR_URI";

    /// <summary>What opens it; a secret of this run.</summary>
    public const string Token = "MODULEID_EMULATOR_TOKEN";
}
