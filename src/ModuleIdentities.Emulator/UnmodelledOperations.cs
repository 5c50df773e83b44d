using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ModuleIdentities.Emulator;

/// <summary>Says what was asked for and is not modelled: each thing once, so that a client that repeats itself does not fill the log.</summary>
internal sealed class UnmodelledOperations(ILogger logger)
{
    /// <summary>How many things are remembered; a client that makes up names says no more than that.</summary>
    private const int Most = 1000;

    private readonly ConcurrentDictionary<string, bool> _named = new(StringComparer.Ordinal);

    public void Name(string what)
    {
        if (_named.Count < Most && _named.TryAdd(what, true))
        {
            Log.NotModelled(logger, what);
        }
    }
}
