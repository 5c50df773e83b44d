namespace ModuleIdentities;

/// <summary>
/// Decides from silence alone whether the other side of a link is alive. A link whose peer has gone without a FIN looks connected for hours
/// (dotnet/MQTTnet issue 2248), and a client that only pings when it has nothing to send never asks.
/// </summary>
/// <param name="keepAlive">The keep-alive period that was promised to the hub.</param>
internal sealed class LinkLiveness(TimeSpan keepAlive)
{
    private bool _isAsked;
    private TimeSpan _askedFor;

    /// <summary>How often to look: then a dead link is found 1.25 keep-alive periods after its last byte, at the latest.</summary>
    public TimeSpan Interval => keepAlive / 4;

    /// <summary>Looks.</summary>
    /// <param name="silence">How long nothing has come.</param>
    public LinkVerdict Look(TimeSpan silence)
    {
        if (silence < keepAlive / 2)
        {
            _isAsked = false;
            return LinkVerdict.Alive;
        }

        if (!_isAsked)
        {
            _isAsked = true;
            _askedFor = silence;
            return LinkVerdict.Ask;
        }

        if (silence < _askedFor)
        {
            // Something came since, though not lately.
            _askedFor = silence;
            return LinkVerdict.Ask;
        }

        return silence - _askedFor >= keepAlive / 4 ? LinkVerdict.Dead : LinkVerdict.Alive;
    }
}

/// <summary>What is to be thought of a link.</summary>
internal enum LinkVerdict
{
    /// <summary>It lives, or has not been asked for long enough.</summary>
    Alive,

    /// <summary>It has been silent: ping it.</summary>
    Ask,

    /// <summary>It did not answer: give it up.</summary>
    Dead,
}
