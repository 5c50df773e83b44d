namespace ModuleIdentities.Agents;

/// <summary>What an agent is to be given.</summary>
/// <param name="Host">The device, or an image of one.</param>
/// <param name="Mode">How the agent gets its identity.</param>
/// <param name="Identity">The module; null when the Identity Service gives it.</param>
public sealed record AgentRequest(AgentHost Host, AgentMode Mode, AgentIdentity? Identity)
{
    /// <summary>Who made the device, for agents that ask; null when it is in their file already.</summary>
    public string? Manufacturer { get; init; }

    /// <summary>Which model the device is, for agents that ask; null when it is in their file already.</summary>
    public string? Model { get; init; }

    /// <summary>Whether the agent has to reach its hub by a WebSocket on port 443; otherwise its own setting stays.</summary>
    public bool IsWebSocket { get; init; }

    /// <summary>The HTTP proxy that the agent has to go through, for agents with a setting for it; null leaves theirs as it is. May hold a password.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>The module, where there must be one.</summary>
    /// <exception cref="AgentException">There is none.</exception>
    public AgentIdentity RequireIdentity() =>
        Identity ?? throw new AgentException(AgentFault.InvalidRequest, "This mode needs a module identity, and there is none.");

    /// <summary>The mode; the rest may be secret.</summary>
    public override string ToString() => Mode.ToString();
}
