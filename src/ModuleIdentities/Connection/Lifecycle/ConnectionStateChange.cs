namespace ModuleIdentities;

/// <summary>One step of a module's connection from one state to another.</summary>
/// <param name="Previous">The state before.</param>
/// <param name="Current">The state now.</param>
/// <param name="Reason">Why.</param>
/// <param name="Action">What is best done about it.</param>
/// <param name="Fault">What went wrong; null when nothing did.</param>
/// <param name="RetryIn">When the next attempt follows; null when none is due.</param>
public sealed record ConnectionStateChange(
    ConnectionState Previous,
    ConnectionState Current,
    ConnectionChangeReason Reason,
    RecommendedAction Action,
    ModuleIdentityException? Fault,
    TimeSpan? RetryIn);

/// <summary>Why a connection changed its state.</summary>
public enum ConnectionChangeReason
{
    /// <summary>The module was started.</summary>
    Started,

    /// <summary>The hub accepted the connection.</summary>
    Accepted,

    /// <summary>The network or a service failed, or gave no answer.</summary>
    LinkFailed,

    /// <summary>A service asked for fewer requests.</summary>
    Throttled,

    /// <summary>The hub or the Device Provisioning Service refused the credential, the device or the module.</summary>
    Refused,

    /// <summary>The hub drops each connection soon after it is made, as it does when somebody else connects with the same identity.</summary>
    TakenOver,

    /// <summary>The token or the certificate is due for renewal.</summary>
    CredentialDue,

    /// <summary>The wait before the next attempt is over.</summary>
    WaitOver,

    /// <summary>The module was disposed.</summary>
    Disposed,
}

/// <summary>What is best done about the state of a connection.</summary>
public enum RecommendedAction
{
    /// <summary>Nothing: all is well.</summary>
    None,

    /// <summary>Nothing: it heals without help.</summary>
    Wait,

    /// <summary>See that no other process or device uses this module identity.</summary>
    StopTheOther,

    /// <summary>Look at the fault: the credential, the enrolment, the clock or the trust has to be set right.</summary>
    CheckConfiguration,
}
