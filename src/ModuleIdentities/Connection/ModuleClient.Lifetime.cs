namespace ModuleIdentities;

/// <content>The state of the connection, and its end.</content>
public sealed partial class ModuleClient
{
    private readonly HandlerScope _listeners = new();
    private Task _listening = Task.CompletedTask;

    /// <summary>Where the module stands with its hub.</summary>
    public ConnectionState State =>
        Volatile.Read(ref _connection)?.State ?? (Volatile.Read(ref _disposal) is null ? ConnectionState.Disconnected : ConnectionState.Disposed);

    /// <summary>The last change of the state; null before the first.</summary>
    public ConnectionStateChange? LastStateChange => Volatile.Read(ref _connection)?.LastChange;

    /// <summary>Raised for each change of <see cref="State"/>, in order, one at a time, off the connection's own way: a slow listener delays only others.</summary>
    public event EventHandler<ConnectionStateChange>? StateChanged;

    /// <summary>Raised when accepted messages are dropped, in the same way as <see cref="StateChanged"/>.</summary>
    public event EventHandler<TelemetryDropped>? TelemetryDropped;

    internal string ModuleId => _definition.ModuleId;

    internal TelemetryBacklog? BacklogOrNull => Volatile.Read(ref _connection)?.Traffic.Backlog;

    /// <summary>What the module has accepted and its hub has not acknowledged yet.</summary>
    /// <exception cref="InvalidOperationException">The module has not been connected.</exception>
    public TelemetryBacklog TelemetryBacklog => Connection.Traffic.Backlog;

    /// <summary>How old the token of the connection is; null without a connection, or when a certificate does the proving.</summary>
    public TimeSpan? TokenAge => Volatile.Read(ref _connection)?.TokenAge;

    /// <summary>Each change of <see cref="State"/> from now on, in order, until the module is disposed.</summary>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <exception cref="InvalidOperationException">The module has not been connected.</exception>
    public IAsyncEnumerable<ConnectionStateChange> StateChangesAsync(CancellationToken cancellationToken = default) =>
        Connection.Changes.ListenAsync(cancellationToken);

    /// <summary>
    /// Waits up to <see cref="TelemetryOptions.FlushTimeout"/> for what a connected module has sent, then closes; what is not acknowledged by then
    /// fails. Calling it again waits for the same end. A method of the module may call it, and is not waited for then.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        Task disposal;
        ModuleConnection? connection;
        lock (_gate)
        {
            disposal = _disposal ??= CloseAsync();
            connection = _connection;
        }

        await disposal.ConfigureAwait(false);
        if (connection is null || connection.Traffic.Handlers.IsInside || _listeners.IsInside)
        {
            return;
        }

        Task handlers = Task.WhenAll(connection.Traffic.Handlers.Ended, _listening);
        try
        {
            await handlers.WaitAsync(_options!.Network.OperationTimeout, _options.TimeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Log.HandlerStillRuns(connection.Logger, _definition.ModuleId);
        }
    }

    private async Task CloseAsync()
    {
        // Off the gate before anything is done.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        if (Volatile.Read(ref _connection) is not { } connection)
        {
            return;
        }

        if (connection.State is ConnectionState.Connected or ConnectionState.Renewing)
        {
            using TimeLimit limit = new(_options!.Telemetry.FlushTimeout, _options.TimeProvider, CancellationToken.None);
            await connection.Traffic.FlushAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _rotationEnd.CancelAsync().ConfigureAwait(false);
        await _requests!.DisposeAsync().ConfigureAwait(false);
        await connection.DisposeAsync().ConfigureAwait(false);
        await _rotating.ConfigureAwait(false);
        _claim?.Dispose();
    }

    private async Task RaiseAsync<T>(ModuleConnection connection, EventStream<T> events, Action<T> raise)
    {
        await foreach (T happened in events.ListenAsync(CancellationToken.None).ConfigureAwait(false))
        {
            await _listeners.RunAsync(() => Raise(connection, () => raise(happened))).ConfigureAwait(false);
        }
    }

    private Task Raise(ModuleConnection connection, Action raise)
    {
        try
        {
            raise();
        }
#pragma warning disable CA1031 // A listener's failure is its own.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.ListenerFailed(connection.Logger, _definition.ModuleId, exception);
        }

        return Task.CompletedTask;
    }
}
