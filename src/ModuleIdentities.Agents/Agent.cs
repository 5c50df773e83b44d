namespace ModuleIdentities.Agents;

/// <summary>An agent on the device that is not ours and needs a module identity: which files it reads, and how it is told of a change.</summary>
/// <remarks>A new agent is a class of its own, in a file of its own; nothing else knows any agent.</remarks>
public abstract class Agent
{
    /// <summary>What it is called on a command line: lower-case letters, digits and hyphens.</summary>
    public abstract string Name { get; }

    /// <summary>The module id that it has in Azure's own documentation.</summary>
    public abstract string ModuleId { get; }

    /// <summary>Its systemd unit, with the suffix.</summary>
    public abstract string Unit { get; }

    /// <summary>The ways in which it can be given an identity; the first is the usual one.</summary>
    public abstract IReadOnlyList<AgentMode> Modes { get; }

    /// <summary>The files that it needs, whole: built on what is there, so that what we do not know stays.</summary>
    /// <exception cref="AgentException">What is there, or what is asked for, does not make files that the agent accepts.</exception>
    public abstract IReadOnlyList<AgentFile> Render(AgentRequest request);

    /// <summary>The files as they are to be when the agent is to have no identity any more.</summary>
    public abstract IReadOnlyList<AgentFile> RenderRemoval(AgentHost host);

    /// <summary>Why the agent must not be disturbed now; null when it may be.</summary>
    public virtual string? WhyBusy(AgentHost host) => null;

    /// <summary>Commands that make the agent take up the files that changed, in order.</summary>
    /// <param name="request">What was rendered.</param>
    /// <param name="changed">The files that changed.</param>
    public virtual IReadOnlyList<ServiceCommand> Activate(AgentRequest request, IReadOnlyList<AgentFile> changed) => [ServiceCommand.Restart(Unit)];

    /// <summary>Commands that stop the agent after its identity was taken from the files that changed, in order.</summary>
    /// <param name="changed">The files that changed, as <see cref="RenderRemoval"/> gave them.</param>
    public virtual IReadOnlyList<ServiceCommand> Deactivate(IReadOnlyList<AgentFile> changed) => [ServiceCommand.Stop(Unit)];

    /// <summary>How often the agent may be restarted before systemd locks it; null for no limit that matters.</summary>
    public virtual RestartLimit? RestartLimit => null;
}

/// <summary>How an agent gets its identity.</summary>
public enum AgentMode
{
    /// <summary>A module connection string with a key, in a file.</summary>
    ConnectionString,

    /// <summary>A certificate of the module's own, in files.</summary>
    Certificate,

    /// <summary>From the Azure IoT Identity Service, as a principal of it; no secret in any file.</summary>
    IdentityService,
}

/// <summary>At most so many restarts in so long.</summary>
/// <param name="Restarts">How many.</param>
/// <param name="Interval">In how long.</param>
public sealed record RestartLimit(int Restarts, TimeSpan Interval);
