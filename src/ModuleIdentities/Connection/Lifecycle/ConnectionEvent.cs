namespace ModuleIdentities;

/// <summary>What happens to a connection.</summary>
internal enum ConnectionEventKind
{
    /// <summary>The owner starts the module.</summary>
    Start,

    /// <summary>A link is open and set up.</summary>
    Opened,

    /// <summary>A link could not be opened.</summary>
    OpenFailed,

    /// <summary>An open link has ended.</summary>
    Lost,

    /// <summary>The token or certificate of an open link is due.</summary>
    CredentialDue,

    /// <summary>The wait before the next attempt is over, or the network is back.</summary>
    WaitOver,

    /// <summary>The owner disposes of the module.</summary>
    Dispose,
}

/// <summary>One event.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Link">The number of the link it happens to; 0 for the owner's own events.</param>
/// <param name="Fault">What went wrong.</param>
/// <param name="Age">How long a lost link had lived.</param>
/// <param name="WasAccepted">The hub had accepted the link before it failed to be set up.</param>
internal readonly record struct ConnectionEvent(
    ConnectionEventKind Kind, int Link = 0, ModuleIdentityException? Fault = null, TimeSpan Age = default, bool WasAccepted = false);
