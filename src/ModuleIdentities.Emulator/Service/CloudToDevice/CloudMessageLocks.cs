using ModuleIdentities.Emulator.Service.Connections;

namespace ModuleIdentities.Emulator.Service.CloudToDevice;

/// <summary>Which queued messages somebody holds at the moment: a connection until it ends, or an HTTPS caller for a minute.</summary>
internal sealed class CloudMessageLocks(TimeProvider time)
{
    /// <summary>How long a message that was fetched over HTTPS stays locked (protocol 4.4).</summary>
    private static readonly TimeSpan Duration = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Holding> _holdings = new(StringComparer.Ordinal);

    /// <summary>Takes hold of a message, unless this connection or an HTTPS caller has it: the newest connection of a device takes what an older one held.</summary>
    public bool TryHold(string key, HubConnection connection) => TryHold(key, new Holding(connection, "", DateTimeOffset.MaxValue));

    /// <summary>Takes hold of a message, unless somebody has it; the token is needed to settle it.</summary>
    public bool TryHold(string key, out string token)
    {
        token = Guid.NewGuid().ToString();
        return TryHold(key, new Holding(null, token, time.GetUtcNow() + Duration));
    }

    /// <summary>The key of the message that is held with the token; null when the lock was lost.</summary>
    public string? Find(string keyPrefix, string token)
    {
        lock (_gate)
        {
            return _holdings.FirstOrDefault(held =>
                held.Value.Token == token && held.Value.Until > time.GetUtcNow() && held.Key.StartsWith(keyPrefix, StringComparison.Ordinal)).Key;
        }
    }

    public void Release(string key)
    {
        lock (_gate)
        {
            _holdings.Remove(key);
        }
    }

    /// <summary>Gives back all that a connection holds.</summary>
    public void Release(HubConnection connection)
    {
        lock (_gate)
        {
            foreach (string key in _holdings.Where(held => held.Value.Connection == connection).Select(held => held.Key).ToArray())
            {
                _holdings.Remove(key);
            }
        }
    }

    private bool TryHold(string key, Holding holding)
    {
        lock (_gate)
        {
            if (_holdings.TryGetValue(key, out Holding? present) && present.Until > time.GetUtcNow() && !IsSucceeded(present.Connection, holding.Connection))
            {
                return false;
            }

            _holdings[key] = holding;
            return true;
        }
    }

    private static bool IsSucceeded(HubConnection? holder, HubConnection? successor) => holder is not null && successor is not null && holder != successor;

    private sealed record Holding(HubConnection? Connection, string Token, DateTimeOffset Until);
}
