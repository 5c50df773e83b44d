namespace ModuleIdentities.Agents;

/// <summary>An agent could not be given its identity. The message says what happened and what to do next; it never contains a secret.</summary>
/// <param name="fault">The kind of failure.</param>
/// <param name="message">What happened and what to do next.</param>
/// <param name="inner">The cause.</param>
public sealed class AgentException(AgentFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The kind of failure.</summary>
    public AgentFault Fault => fault;

    internal static AgentException OfFile(string path, string what, Exception cause) => new(
        AgentFault.FileFailed,
        $"{path} cannot be {what} ({cause.GetType().Name}). Run as root, and see that its disk is not full and can be written.",
        cause);
}

/// <summary>What kind of failure an <see cref="AgentException"/> reports.</summary>
public enum AgentFault
{
    /// <summary>What is asked for does not fit the agent.</summary>
    InvalidRequest,

    /// <summary>A file of the agent cannot be understood, read or written.</summary>
    FileFailed,

    /// <summary>The agent must not be disturbed now; nothing was changed.</summary>
    Busy,

    /// <summary>The agent did not run with its new files; the old ones are back.</summary>
    RolledBack,

    /// <summary>The agent did not run with its new files, nor with the old ones, which are back.</summary>
    Broken,

    /// <summary>The files are without the identity; a service could not be told of it.</summary>
    NotTold,

    /// <summary>Another process has been at the same agent for too long.</summary>
    Locked,
}
