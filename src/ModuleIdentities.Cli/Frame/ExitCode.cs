namespace ModuleIdentities.Cli;

/// <summary>How a command ended, by what its caller can do about it.</summary>
internal enum ExitCode
{
    /// <summary>It did what it was asked.</summary>
    Ok = 0,

    /// <summary>It failed, and nothing below fits: read the message.</summary>
    Failed = 1,

    /// <summary>The command line or the configuration is wrong: correct it.</summary>
    Usage = 2,

    /// <summary>What was asked for is not there: the module, the device or the enrolment.</summary>
    NotFound = 3,

    /// <summary>A service refused the credential: check key, clock and enrolment.</summary>
    CredentialRefused = 4,

    /// <summary>A service is throttled, failing or not reachable: try again later.</summary>
    Unavailable = 5,

    /// <summary>Somebody else changes or uses the same thing: stop them, or try again.</summary>
    Conflict = 6,

    /// <summary>Ended by Ctrl+C.</summary>
    Interrupted = 130,

    /// <summary>Ended by SIGTERM.</summary>
    Terminated = 143,
}
