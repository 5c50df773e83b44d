using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ModuleIdentities;

/// <summary>The connection of one module: what a <see cref="ModuleIdentityAttribute"/> class sends goes through it.</summary>
/// <remarks>Connects once; safe for concurrent sends.</remarks>
public sealed class ModuleClient : IAsyncDisposable
{
    private readonly string _moduleId;
    private readonly Lock _gate = new();
    private HubConnection? _connection;
    private IDisposable? _claim;
    private Task? _watch;
    private bool _isStarted;
    private bool _isDisposed;

    /// <summary>Makes a client that is not connected yet.</summary>
    /// <param name="moduleId">The module id.</param>
    /// <exception cref="ArgumentException">The module id is not one that IoT Hub accepts.</exception>
    public ModuleClient(string moduleId)
    {
        ModuleProvisioner.ThrowIfInvalid(moduleId);
        _moduleId = moduleId;
    }

    /// <summary>Makes the client of a module class; used by generated code.</summary>
    /// <param name="definition">What the class declares of itself.</param>
    public ModuleClient(ModuleDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        _moduleId = definition.ModuleId;
    }

    /// <summary>The identity under which the module is connected.</summary>
    /// <exception cref="InvalidOperationException">The module has not been connected.</exception>
    public ModuleIdentity Identity => Connection.Identity;

    private HubConnection Connection => Volatile.Read(ref _connection) ?? throw new InvalidOperationException(
        $"Module '{_moduleId}' is not connected: await its ConnectAsync, or let the host start it with AddModuleIdentities().");

    /// <summary>Provisions and connects a module; used by generated code.</summary>
    /// <typeparam name="TModule">The module's class.</typeparam>
    /// <param name="module">The module; it is disposed when it cannot be connected.</param>
    /// <param name="options">How the device proves itself and reaches its hub.</param>
    /// <param name="cancellationToken">Ends the wait; a module that the hub has created by then stays.</param>
    /// <returns>The same module, connected.</returns>
    /// <exception cref="OptionsValidationException">One or more options are wrong; all of them are named.</exception>
    /// <exception cref="ModuleIdentityException">A service refused, failed or could not be reached.</exception>
    public static async Task<TModule> ConnectAsync<TModule>(
        TModule module, ModuleIdentityOptions options, CancellationToken cancellationToken = default)
        where TModule : IModule
    {
        ArgumentNullException.ThrowIfNull(module);
        try
        {
            await module.Client.ConnectAsync(options, cancellationToken).ConfigureAwait(false);
            return module;
        }
        catch
        {
            await module.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Gets or creates the module identity and connects with it.</summary>
    /// <param name="options">How the device proves itself and reaches its hub.</param>
    /// <param name="cancellationToken">Ends the wait; a module that the hub has created by then stays.</param>
    /// <exception cref="InvalidOperationException">The client has been connected before.</exception>
    /// <exception cref="OptionsValidationException">One or more options are wrong; all of them are named.</exception>
    /// <exception cref="ModuleIdentityException">A service refused, failed or could not be reached.</exception>
    public async Task ConnectAsync(ModuleIdentityOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_isStarted)
            {
                throw new InvalidOperationException($"Module '{_moduleId}' has been connected before.");
            }

            _isStarted = true;
        }

        ILogger logger = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger<ModuleClient>();
        HubConnection? connection = null;
        IDisposable? claim = null;
        try
        {
            claim = options.Session.Claim(_moduleId);
            connection = await OpenAsync(options, cancellationToken).ConfigureAwait(false);
            Log.Connected(logger, _moduleId, connection.Identity.DeviceId, connection.Identity.HubHostName);
        }
        finally
        {
            lock (_gate)
            {
                _isStarted = connection is not null;
                if (connection is not null && !_isDisposed)
                {
                    _watch = WatchAsync(connection, logger);
                    Volatile.Write(ref _connection, connection);
                    _claim = claim;
                    connection = null;
                    claim = null;
                }
            }

            if (connection is not null)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }

            claim?.Dispose();
        }

        ObjectDisposedException.ThrowIf(_isDisposed, this);
    }

    /// <summary>Sends one JSON object as a device-to-cloud message and waits until the hub has acknowledged it (MQTT QoS 1).</summary>
    /// <typeparam name="TFields">What the body is made of.</typeparam>
    /// <param name="fields">What the body is made of.</param>
    /// <param name="writeFields">Writes the fields of the body's object; called once, before this method returns.</param>
    /// <param name="properties">The component and the application properties.</param>
    /// <param name="cancellationToken">Ends the wait for the acknowledgement; the message may have been sent by then.</param>
    /// <exception cref="InvalidOperationException">The module has not been connected.</exception>
    /// <exception cref="ModuleIdentityException">The message is too large, or was not acknowledged: it may or may not have arrived.</exception>
    public Task SendTelemetryAsync<TFields>(
        TFields fields, Action<Utf8JsonWriter, TFields> writeFields, MessageProperties properties = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(writeFields);
        HubConnection connection = Connection;
        JsonBody body = JsonBody.Rent();
        body.Writer.WriteStartObject();
        writeFields(body.Writer, fields);
        body.Writer.WriteEndObject();
        body.Writer.Flush();
        return SendAsync(connection, body, properties, cancellationToken);
    }

    /// <summary>Sends one value as a device-to-cloud message and waits until the hub has acknowledged it (MQTT QoS 1).</summary>
    /// <typeparam name="TBody">The type of the body.</typeparam>
    /// <param name="body">The body.</param>
    /// <param name="contract">How it is written as JSON; called once, before this method returns.</param>
    /// <param name="properties">The component and the application properties.</param>
    /// <param name="cancellationToken">Ends the wait for the acknowledgement; the message may have been sent by then.</param>
    /// <exception cref="InvalidOperationException">The module has not been connected.</exception>
    /// <exception cref="ModuleIdentityException">The message is too large, or was not acknowledged: it may or may not have arrived.</exception>
    public Task SendTelemetryAsync<TBody>(
        TBody body, JsonTypeInfo<TBody> contract, MessageProperties properties = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(contract);
        HubConnection connection = Connection;
        JsonBody json = JsonBody.Rent();
        JsonSerializer.Serialize(json.Writer, body, contract);
        json.Writer.Flush();
        return SendAsync(connection, json, properties, cancellationToken);
    }

    /// <summary>Disconnects. Calling it again does nothing more.</summary>
    public async ValueTask DisposeAsync()
    {
        Task? watch;
        lock (_gate)
        {
            _isDisposed = true;
            watch = _watch;
        }

        if (Volatile.Read(ref _connection) is { } connection)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }

        if (watch is not null)
        {
            await watch.ConfigureAwait(false);
        }

        _claim?.Dispose();
    }

    /// <summary>A cached identity that the hub refuses is asked for again: the module may have been deleted, moved, or given other keys.</summary>
    private async Task<HubConnection> OpenAsync(ModuleIdentityOptions options, CancellationToken cancellationToken)
    {
        ModuleIdentity identity = await options.Session.GetModuleAsync(_moduleId, cancellationToken).ConfigureAwait(false);
        try
        {
            return await HubConnection.OpenAsync(identity, options, cancellationToken).ConfigureAwait(false);
        }
        catch (ModuleIdentityException exception)
            when (identity.Origin == ModuleIdentityOrigin.Cached && exception.Code == ModuleIdentityErrorCode.CredentialRefused)
        {
            identity = await options.Session.RefreshModuleAsync(_moduleId, cancellationToken).ConfigureAwait(false);
            return await HubConnection.OpenAsync(identity, options, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task SendAsync(HubConnection connection, JsonBody body, MessageProperties properties, CancellationToken cancellationToken)
    {
        await connection.SendAsync(body.Written, properties, cancellationToken).ConfigureAwait(false);
        body.Return();
    }

    private async Task WatchAsync(HubConnection connection, ILogger logger)
    {
        await connection.Closed.ConfigureAwait(false);
        if (!Volatile.Read(ref _isDisposed))
        {
            Log.ConnectionLost(logger, _moduleId, connection.Identity.DeviceId, connection.Identity.HubHostName);
        }
    }
}
