using Microsoft.Extensions.Options;
using ModuleIdentities.Agents;

namespace ModuleIdentities.Cli;

/// <summary>A failed command, as it is told to people and to programs.</summary>
/// <param name="Exit">How the command ends.</param>
/// <param name="Code">The kind of failure.</param>
/// <param name="Message">What happened and what to do next.</param>
/// <param name="HelpLink">The page about it.</param>
/// <param name="RetryAfter">How long the service asks to wait; null when it did not say.</param>
internal sealed record Failure(ExitCode Exit, string Code, string Message, string HelpLink, TimeSpan? RetryAfter = null)
{
    /// <summary>What an exception comes to.</summary>
    public static Failure Of(Exception exception) => exception switch
    {
        ModuleIdentityException fault => new Failure(ExitOf(fault.Code), fault.Code.ToString(), fault.Message, fault.HelpLink!, fault.RetryAfter),
        ToolException fault => new Failure(fault.Exit, fault.Code, fault.Message, DocumentationLinks.ExitCodes),
        OptionsValidationException fault => new Failure(
            ExitCode.Usage, "InvalidConfiguration", string.Join(Environment.NewLine, fault.Failures), DocumentationLinks.Configuration),
        AgentException fault => new Failure(ExitOf(fault.Fault), fault.Fault.ToString(), fault.Message, DocumentationLinks.Agents),
        // Its last line is for programmers.
        ArgumentException fault => new Failure(ExitCode.Usage, "InvalidArgument", fault.Message.Split(" (Parameter")[0], DocumentationLinks.ExitCodes),
        InvalidDataException fault => new Failure(ExitCode.Usage, "InvalidConfiguration", fault.Message, DocumentationLinks.Configuration),
        IOException or UnauthorizedAccessException => new Failure(ExitCode.Failed, "FileFailed", exception.Message, DocumentationLinks.ExitCodes),
        _ => new Failure(
            ExitCode.Failed,
            "Unexpected",
            $"{exception.GetType().Name}: {exception.Message} This is a mistake in moduleid: please report it.",
            DocumentationLinks.ExitCodes),
    };

    private static ExitCode ExitOf(AgentFault fault) => fault switch
    {
        AgentFault.InvalidRequest => ExitCode.Usage,
        AgentFault.Busy or AgentFault.Locked => ExitCode.Conflict,
        _ => ExitCode.Failed,
    };

    /// <summary>What a caller of the tool can do about an error of the library.</summary>
    public static ExitCode ExitOf(ModuleIdentityErrorCode code) => code switch
    {
        ModuleIdentityErrorCode.EnrollmentNotFound or ModuleIdentityErrorCode.DeviceNotFound => ExitCode.NotFound,
        ModuleIdentityErrorCode.CredentialRefused or ModuleIdentityErrorCode.EnrollmentDisabled or ModuleIdentityErrorCode.ClockWrong or ModuleIdentityErrorCode.AccessDenied => ExitCode.CredentialRefused,
        ModuleIdentityErrorCode.Throttled or ModuleIdentityErrorCode.ServiceFailed or ModuleIdentityErrorCode.Unreachable
            or ModuleIdentityErrorCode.TimedOut or ModuleIdentityErrorCode.QueueFull => ExitCode.Unavailable,
        ModuleIdentityErrorCode.Conflict or ModuleIdentityErrorCode.IdentityInUse => ExitCode.Conflict,
        _ => ExitCode.Failed,
    };
}
