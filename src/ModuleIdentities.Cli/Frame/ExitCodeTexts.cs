namespace ModuleIdentities.Cli;

/// <summary>Exit codes in words.</summary>
internal static class ExitCodeTexts
{
    public static string Of(ExitCode code) => code switch
    {
        ExitCode.Ok => "done",
        ExitCode.Failed => "failed: read the message",
        ExitCode.Usage => "the command line or the configuration is wrong: correct it",
        ExitCode.NotFound => "not there: the module, the device or the enrolment",
        ExitCode.CredentialRefused => "the credential was refused: check key, clock and enrolment",
        ExitCode.Unavailable => "throttled, failing or not reachable: try again later",
        ExitCode.Conflict => "somebody else changes or uses the same thing: stop them, or try again",
        ExitCode.Interrupted => "ended by Ctrl+C",
        ExitCode.Terminated => "ended by SIGTERM",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "No such exit code."),
    };
}
