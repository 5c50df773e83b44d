using System.Runtime.ExceptionServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;

namespace ModuleIdentities;

/// <summary>The connection of one module: what a <see cref="ModuleIdentityAttribute"/> class sends, and what it hears, goes through it.</summary>
/// <remarks>
/// Connects once and stays connected: a lost link is replaced, a token is renewed, and what was accepted meanwhile is sent then. Every member may be
/// called at any time and from any thread, from the module's own methods too.
/// </remarks>
public sealed partial class ModuleClient : IAsyncDisposable
{
    private readonly ModuleDefinition _definition;
    private readonly Lock _gate = new();
    private ModuleConnection? _connection;
    private ModuleIdentityOptions? _options;
    private IDisposable? _claim;
    private Task? _disposal;

    /// <summary>Makes a client that is not connected yet.</summary>
    /// <param name="moduleId">The module id.</param>
    /// <exception cref="ArgumentException">The module id is not one that IoT Hub accepts.</exception>
    public ModuleClient(string moduleId)
        : this(new ModuleDefinition<IModule>(moduleId))
    {
    }

    /// <summary>Makes the client of a module class; used by generated code.</summary>
    /// <param name="definition">What the class declares of itself.</param>
    public ModuleClient(ModuleDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        _definition = definition;
    }

    /// <summary>The identity under which the module is connected.</summary>
    /// <exception cref="InvalidOperationException">The module has not been connected, or is not provisioned yet.</exception>
    public ModuleIdentity Identity => Connection.Identity ?? throw NotConnected();

    private ModuleConnection Connection => Volatile.Read(ref _connection) ?? throw NotConnected();

    /// <summary>Provisions and connects a module; used by generated code.</summary>
    /// <typeparam name="TModule">The module's class.</typeparam>
    /// <param name="module">The module; it is disposed when it cannot be connected.</param>
    /// <param name="options">How the device proves itself and reaches its hub.</param>
    /// <param name="cancellationToken">Ends the wait; a module that the hub has created by then stays.</param>
    /// <returns>The same module, connected.</returns>
    /// <exception cref="OptionsValidationException">One or more options are wrong; all of them are named.</exception>
    /// <exception cref="ModuleIdentityException">A service refused, or could not be reached within <see cref="ProvisioningOptions.Timeout"/>.</exception>
    public static async Task<TModule> ConnectAsync<TModule>(
        TModule module, ModuleIdentityOptions options, CancellationToken cancellationToken = default)
        where TModule : IModule
    {
        ArgumentNullException.ThrowIfNull(module);
        try
        {
            await module.ModuleClient.ConnectAsync(module, options, cancellationToken).ConfigureAwait(false);
            return module;
        }
        catch
        {
            await module.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Gets or creates the module identity and connects with it; what the module class hears is not heard this way.</summary>
    /// <param name="options">How the device proves itself and reaches its hub.</param>
    /// <param name="cancellationToken">Ends the wait; a module that the hub has created by then stays.</param>
    /// <exception cref="InvalidOperationException">The client has been connected before.</exception>
    /// <exception cref="OptionsValidationException">One or more options are wrong; all of them are named.</exception>
    /// <exception cref="ModuleIdentityException">A service refused, or could not be reached within <see cref="ProvisioningOptions.Timeout"/>.</exception>
    public Task ConnectAsync(ModuleIdentityOptions options, CancellationToken cancellationToken = default) => ConnectAsync(null, options, cancellationToken);

    /// <summary>Begins to connect, and goes on until it has succeeded or the module is disposed.</summary>
    /// <exception cref="InvalidOperationException">The client has been connected before.</exception>
    /// <exception cref="OptionsValidationException">One or more options are wrong; all of them are named.</exception>
    /// <exception cref="ModuleIdentityException">Another process of this device is connected as this module.</exception>
    internal ModuleConnection Start(IModule? module, ModuleIdentityOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposal is not null, this);
            if (_connection is not null)
            {
                throw new InvalidOperationException($"Module '{_definition.ModuleId}' has been connected before.");
            }

            options.FirstModelId ??= _definition.ModelId;
            _claim = options.Session.Claim(_definition.ModuleId);
            _options = options;
            _requests = new ReprovisionRequests(this, () => Connection, options);
            ModuleConnection connection = new(_requests.Extend(_definition, isHeard: module is not null), module, options);
            _listening = Task.WhenAll(
                RaiseAsync(connection, connection.Changes, change => StateChanged?.Invoke(this, change)),
                RaiseAsync(connection, connection.Traffic.Drops.Drops, dropped => TelemetryDropped?.Invoke(this, dropped)));
            Volatile.Write(ref _connection, connection);
            connection.Start();
            if (RotationSchedule.IsNeeded(options))
            {
                _rotationEnd = new CancellationTokenSource();
                _rotating = RotateWhenDueAsync(connection, options);
            }

            return connection;
        }
    }

    /// <summary>Waits until everything accepted is acknowledged or the time is over, then disposes.</summary>
    internal async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _connection) is { } connection)
        {
            await connection.Traffic.FlushAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await DisposeAsync().ConfigureAwait(false);
    }

    private async Task ConnectAsync(IModule? module, ModuleIdentityOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ModuleConnection connection = Start(module, options);
        using TimeLimit limit = new(options.Provisioning.Timeout, options.TimeProvider, cancellationToken);
        ModuleIdentityException? fault;
        try
        {
            ConnectionStateChange outcome = await connection.FirstOutcome.WaitAsync(limit.Token).ConfigureAwait(false);
            if (outcome.Current == ConnectionState.Connected)
            {
                return;
            }

            ObjectDisposedException.ThrowIf(outcome.Current == ConnectionState.Disposed, this);
            fault = outcome.Fault;
        }
        catch (OperationCanceledException) when (limit.IsOver && !cancellationToken.IsCancellationRequested)
        {
            // The user wants to know what stood in the way, not that time ran out on it: the link, or, before there was one, provisioning.
            fault = connection.LastChange?.Fault ?? options.Session.Obstacle;
        }
        catch (OperationCanceledException)
        {
            await AbandonAsync(connection).ConfigureAwait(false);
            throw new OperationCanceledException(cancellationToken);
        }

        await AbandonAsync(connection).ConfigureAwait(false);
        ExceptionDispatchInfo.Throw(fault ?? new ModuleIdentityException(
            ModuleIdentityErrorCode.TimedOut,
            $"Module '{_definition.ModuleId}' was not connected within {options.Provisioning.Timeout}",
            "Try again later, or raise ModuleIdentities:Provisioning:Timeout")
        { ModuleId = _definition.ModuleId });
    }

    /// <summary>Sends one JSON object as a device-to-cloud message and waits until the hub has acknowledged it (MQTT QoS 1).</summary>
    /// <typeparam name="TFields">What the body is made of.</typeparam>
    /// <param name="fields">What the body is made of.</param>
    /// <param name="writeFields">Writes the fields of the body's object; called once, before this method returns.</param>
    /// <param name="properties">The component and the application properties.</param>
    /// <param name="cancellationToken">Ends the wait. A message that has not been sent by then never will be; one that has may arrive.</param>
    /// <exception cref="InvalidOperationException">The module has not been connected.</exception>
    /// <exception cref="ModuleIdentityException">
    /// The message is too large, or was not acknowledged within <see cref="TelemetryOptions.MessageTimeout"/>; its
    /// <see cref="ModuleIdentityException.WasSent"/> says whether it may have arrived.
    /// </exception>
    public Task SendTelemetryAsync<TFields>(
        TFields fields, Action<Utf8JsonWriter, TFields> writeFields, MessageProperties properties = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(writeFields);
        ModuleConnection connection = Connection;
        OutgoingMessage message = OutgoingMessage.Rent();
        message.Writer.WriteStartObject();
        writeFields(message.Writer, fields);
        message.Writer.WriteEndObject();
        return connection.Send(message, properties, cancellationToken);
    }

    /// <summary>Sends one value as a device-to-cloud message and waits until the hub has acknowledged it (MQTT QoS 1).</summary>
    /// <typeparam name="TBody">The type of the body.</typeparam>
    /// <param name="body">The body.</param>
    /// <param name="contract">How it is written as JSON; called once, before this method returns.</param>
    /// <param name="properties">The component and the application properties.</param>
    /// <param name="cancellationToken">Ends the wait. A message that has not been sent by then never will be; one that has may arrive.</param>
    /// <exception cref="InvalidOperationException">The module has not been connected.</exception>
    /// <exception cref="ModuleIdentityException">
    /// The message is too large, or was not acknowledged within <see cref="TelemetryOptions.MessageTimeout"/>; its
    /// <see cref="ModuleIdentityException.WasSent"/> says whether it may have arrived.
    /// </exception>
    public Task SendTelemetryAsync<TBody>(
        TBody body, JsonTypeInfo<TBody> contract, MessageProperties properties = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(contract);
        ModuleConnection connection = Connection;
        OutgoingMessage message = OutgoingMessage.Rent();
        JsonSerializer.Serialize(message.Writer, body, contract);
        return connection.Send(message, properties, cancellationToken);
    }

    /// <summary>
    /// Sends values as device-to-cloud messages of their own, in their order, <see cref="TelemetryOptions.Window"/> at a time, and waits until the
    /// hub has acknowledged them all.
    /// </summary>
    /// <typeparam name="T">The type of a body.</typeparam>
    /// <param name="bodies">The bodies; taken only as fast as the hub acknowledges.</param>
    /// <param name="contract">How each is written as JSON.</param>
    /// <param name="properties">The component and the application properties of each.</param>
    /// <param name="cancellationToken">Ends the wait; messages that have been sent by then may arrive.</param>
    /// <exception cref="InvalidOperationException">The module has not been connected.</exception>
    /// <exception cref="ModuleIdentityException">A message is too large, or was not acknowledged; those before it may have arrived.</exception>
    public Task SendTelemetryBatchAsync<T>(
        IReadOnlyList<T> bodies, JsonTypeInfo<T> contract, MessageProperties properties = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(bodies);
        return SendTelemetryBatchAsync(bodies.ToAsyncEnumerable(), contract, properties, cancellationToken);
    }

    /// <inheritdoc cref="SendTelemetryBatchAsync{T}(IReadOnlyList{T}, JsonTypeInfo{T}, MessageProperties, CancellationToken)"/>
    public Task SendTelemetryBatchAsync<T>(
        IAsyncEnumerable<T> bodies, JsonTypeInfo<T> contract, MessageProperties properties = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(bodies);
        ArgumentNullException.ThrowIfNull(contract);
        return TelemetryBatch.SendAsync(
            bodies, body => SendTelemetryAsync(body, contract, properties, cancellationToken), Connection.Traffic.Telemetry.Window, cancellationToken);
    }

    /// <summary>Reports properties of the module or of one of its components, and waits until the hub has taken them.</summary>
    /// <typeparam name="TFields">The values.</typeparam>
    /// <param name="fields">The values.</param>
    /// <param name="writeFields">Writes each value as a field of the patch; called once, before this method returns.</param>
    /// <param name="component">The IoT Plug and Play component; null for the module itself.</param>
    /// <param name="cancellationToken">Ends the wait, not the report.</param>
    /// <exception cref="InvalidOperationException">The module has not been connected.</exception>
    /// <exception cref="ModuleIdentityException">The hub refused the properties, or the module was disposed before it took them.</exception>
    public Task ReportPropertiesAsync<TFields>(
        TFields fields, Action<Utf8JsonWriter, TFields> writeFields, string? component = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(writeFields);
        ModuleConnection connection = Connection;
        OutgoingMessage patch = OutgoingMessage.Rent();
        patch.Writer.WriteStartObject();
        writeFields(patch.Writer, fields);
        return Report(connection, patch, component, cancellationToken);
    }

    /// <summary>Reads the module's twin from its hub; when there is no connection, as soon as there is one.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">The module has not been connected.</exception>
    /// <exception cref="ModuleIdentityException">The hub refused, or the module was disposed before it answered.</exception>
    public Task<ModuleTwin> GetTwinAsync(CancellationToken cancellationToken = default) => Connection.Traffic.Twin.GetAsync(cancellationToken);

    /// <summary>Waits until everything accepted so far and meanwhile is acknowledged: telemetry and reported properties.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">The module has not been connected.</exception>
    public Task FlushAsync(CancellationToken cancellationToken = default) => Connection.Traffic.FlushAsync(cancellationToken);

    private static Task Report(ModuleConnection connection, OutgoingMessage patch, string? component, CancellationToken cancellationToken)
    {
        patch.Writer.WriteEndObject();
        patch.Writer.Flush();
        JsonObject properties = (JsonObject)JsonNode.Parse(patch.Body.Span)!;
        patch.Return();
        return connection.Traffic.Twin.Report(ReportedPatch.Of(component, properties, out int size), size).WaitAsync(cancellationToken);
    }

    private async Task AbandonAsync(ModuleConnection connection)
    {
        await _rotationEnd.CancelAsync().ConfigureAwait(false);
        await _requests!.DisposeAsync().ConfigureAwait(false);
        await connection.DisposeAsync().ConfigureAwait(false);
        await _rotating.ConfigureAwait(false);
        lock (_gate)
        {
            _claim?.Dispose();
            _claim = null;
            Volatile.Write(ref _connection, null);
        }
    }

    private InvalidOperationException NotConnected() => new(
        $"Module '{_definition.ModuleId}' is not connected: await its ConnectAsync, or let the host start it with AddModuleIdentities().");
}
