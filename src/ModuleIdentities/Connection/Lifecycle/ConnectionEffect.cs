namespace ModuleIdentities;

/// <summary>What is to be done about an event.</summary>
internal enum ConnectionEffectKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Open a link with the identity that is known.</summary>
    Open,

    /// <summary>Ask the services for the identity, then open a link.</summary>
    OpenAnew,

    /// <summary>Let the acknowledgements of the old link come in, close it, and open another.</summary>
    Replace,

    /// <summary>Wait before the next attempt.</summary>
    Wait,

    /// <summary>End everything.</summary>
    End,
}

/// <summary>One effect.</summary>
/// <param name="Kind">What is to be done.</param>
/// <param name="Link">The number of the link to open or to wait for.</param>
/// <param name="Wait">How long to wait.</param>
internal readonly record struct ConnectionEffect(ConnectionEffectKind Kind, int Link = 0, WaitRange Wait = default);

/// <summary>A wait of random length, so that a fleet does not return in one moment.</summary>
/// <param name="Shortest">The least that is waited.</param>
/// <param name="Longest">The most that is waited.</param>
internal readonly record struct WaitRange(TimeSpan Shortest, TimeSpan Longest)
{
    /// <param name="random">A random number from 0 to 1.</param>
    public TimeSpan Pick(double random) => Shortest + ((Longest - Shortest) * random);
}
