using System.Collections.Concurrent;
using ModuleIdentities.Emulator.Service.Registry;

namespace ModuleIdentities.Emulator.Service.Connections;

/// <summary>
/// Who is connected to the hub: at most one connection for each device and module, of which the newest stays (protocol 4.2). Whoever is deleted or
/// disabled is disconnected.
/// </summary>
internal sealed class HubConnections
{
    private readonly ConcurrentDictionary<PrincipalId, HubConnection> _connections = new();
    private readonly ConcurrentDictionary<PrincipalId, ConnectionStatus> _statuses = new();
    private readonly DeviceDirectory _directory;
    private readonly TimeProvider _time;

    public HubConnections(DeviceDirectory directory, DeviceRegistry devices, ModuleRegistry modules, TimeProvider time)
    {
        _directory = directory;
        _time = time;
        devices.Changed += OnIdentityChanged;
        modules.Changed += OnIdentityChanged;
    }

    /// <summary>Raised when a connection has come or has other interests.</summary>
    public event Action<HubConnection>? Opened;

    /// <summary>Raised when a connection has gone.</summary>
    public event Action<HubConnection>? Ended;

    /// <summary>How many there are.</summary>
    public int Count => _connections.Count;

    public HubConnection? Find(PrincipalId principal) => _connections.GetValueOrDefault(principal);

    /// <summary>Every connection, by device and module.</summary>
    public IReadOnlyList<HubConnection> List() =>
        [.. _connections.Values.OrderBy(connection => connection.Principal.ToString(), StringComparer.Ordinal)];

    public ConnectionStatus StatusOf(PrincipalId principal) => _statuses.GetValueOrDefault(principal);

    /// <summary>Lets a connection in; an older one of the same principal is closed.</summary>
    public void Add(HubConnection connection)
    {
        HubConnection? older = null;
        _connections.AddOrUpdate(connection.Principal, connection, (_, present) =>
        {
            older = present;
            return connection;
        });
        Mark(connection.Principal, true);
        older?.Close("another connection took over");
    }

    /// <summary>Says that the connection wants other things than before: what has waited for it is delivered.</summary>
    public void Tell(HubConnection connection) => Opened?.Invoke(connection);

    /// <summary>Forgets a connection that has ended.</summary>
    public void Remove(HubConnection connection)
    {
        if (_connections.TryRemove(KeyValuePair.Create(connection.Principal, connection)))
        {
            // Who is made with the name of one that has gone was never connected.
            if (IsOfItsIdentity(connection))
            {
                Mark(connection.Principal, false);
            }

            // Also when it goes between the two.
            if (!IsOfItsIdentity(connection))
            {
                _statuses.TryRemove(connection.Principal, out _);
            }
        }

        Ended?.Invoke(connection);
    }

    /// <summary>Closes a connection; completes when the hub no longer has it.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled; the connection closes all the same.</exception>
    public async Task CloseAsync(HubConnection connection, string reason, CancellationToken cancellationToken)
    {
        TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
        void Consider(HubConnection ended)
        {
            if (ended == connection)
            {
                gone.TrySetResult();
            }
        }

        Ended += Consider;
        try
        {
            connection.Close(reason);
            if (Find(connection.Principal) == connection)
            {
                await gone.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            Ended -= Consider;
        }
    }

    /// <summary>Waits until the principal is connected and wants <paramref name="interests"/>.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public async Task<HubConnection> WaitAsync(PrincipalId principal, Interests interests, CancellationToken cancellationToken)
    {
        TaskCompletionSource<HubConnection> found = new(TaskCreationOptions.RunContinuationsAsynchronously);
        void Consider(HubConnection connection)
        {
            if (connection.Principal == principal && (connection.Interests & interests) == interests)
            {
                found.TrySetResult(connection);
            }
        }

        Opened += Consider;
        try
        {
            if (Find(principal) is { } present)
            {
                Consider(present);
            }

            return await found.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Opened -= Consider;
        }
    }

    private bool IsOfItsIdentity(HubConnection connection) => _directory.GenerationOf(connection.Principal) == connection.GenerationId;

    private void Mark(PrincipalId principal, bool isConnected)
    {
        DateTimeOffset now = _time.GetUtcNow();
        _statuses[principal] = new ConnectionStatus(isConnected, now, now);
    }

    private void OnIdentityChanged(PrincipalId changed, IdentityChange change)
    {
        bool Includes(PrincipalId principal) => principal == changed || (changed.ModuleId is null && principal.DeviceId == changed.DeviceId);

        foreach ((PrincipalId principal, HubConnection connection) in _connections)
        {
            if (Includes(principal))
            {
                connection.Close($"its identity was {change.ToString().ToLowerInvariant()}");
            }
        }

        if (change == IdentityChange.Deleted)
        {
            foreach (PrincipalId gone in _statuses.Keys.Where(Includes))
            {
                _statuses.TryRemove(gone, out _);
            }
        }
    }
}
