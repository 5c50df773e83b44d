namespace ModuleIdentities.Cli;

/// <summary>The tool itself cannot go on, for a reason that no service gave.</summary>
/// <param name="exit">How the command ends.</param>
/// <param name="code">The kind of failure, in the manner of <see cref="ModuleIdentityErrorCode"/>.</param>
/// <param name="message">What happened and what to do next; never a secret.</param>
internal sealed class ToolException(ExitCode exit, string code, string message) : Exception(message)
{
    public ExitCode Exit => exit;

    public string Code => code;
}
