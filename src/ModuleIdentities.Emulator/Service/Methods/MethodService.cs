using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using ModuleIdentities.Emulator.Service.Connections;
using ModuleIdentities.Emulator.Service.Registry;

namespace ModuleIdentities.Emulator.Service.Methods;

/// <summary>Calls direct methods on connected devices and modules, and waits for their answers (protocol 4.5). Nothing is queued or repeated.</summary>
internal sealed class MethodService
{
    /// <summary>The largest payload, each way (protocol 6.2).</summary>
    public const int LargestPayload = 128 * 1024;

    private readonly HubConnections _connections;
    private readonly DeviceDirectory _directory;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, PendingCall> _pending = new(StringComparer.Ordinal);
    private long _lastRequest;

    public MethodService(HubConnections connections, DeviceDirectory directory, TimeProvider time)
    {
        _connections = connections;
        _directory = directory;
        _time = time;
        connections.Ended += OnEnded;
    }

    /// <exception cref="HubRefusedException">
    /// The name is not one, the identity is missing, not connected in time, does not answer in time, or the payload is too large.
    /// </exception>
    public async Task<MethodResult> InvokeAsync(PrincipalId principal, MethodRequest request, CancellationToken cancellationToken)
    {
        MethodName.Require(request.Name);
        bool exists = principal.ModuleId is null
            ? _directory.FindDevice(principal.DeviceId) is not null
            : _directory.FindModule(principal.DeviceId, principal.ModuleId) is not null;
        if (!exists)
        {
            throw new HubRefusedException(HubErrorCode.DeviceNotFound, $"Device {principal.DeviceId} not registered.");
        }

        if (request.Payload.Length > LargestPayload)
        {
            throw new HubRefusedException(HubErrorCode.MessageTooLarge, "The payload of the method is larger than 128 KiB.");
        }

        HubConnection connection = await ConnectAsync(principal, request.ConnectTimeout, cancellationToken).ConfigureAwait(false);
        string requestId = Interlocked.Increment(ref _lastRequest).ToString("x", CultureInfo.InvariantCulture);
        PendingCall call = new(connection);
        _pending[requestId] = call;
        try
        {
            // Asked again, now that its end would be noticed.
            if (_connections.Find(principal) != connection
                || !connection.TryDeliver(Interests.DirectMethods, new Delivery.MethodCall(requestId, request.Name, request.Payload)))
            {
                throw NotOnline();
            }

            return Checked(await call.Answer.Task.WaitAsync(request.ResponseTimeout, _time, cancellationToken).ConfigureAwait(false));
        }
        catch (TimeoutException)
        {
            throw new HubRefusedException(HubErrorCode.GatewayTimeout, "Timed out waiting for the response from device.");
        }
        finally
        {
            _pending.TryRemove(requestId, out _);
        }
    }

    /// <summary>Takes the answer of a device or module; one that nobody waits for any more is dropped.</summary>
    public void Answer(HubConnection connection, string requestId, MethodResult result)
    {
        if (_pending.TryGetValue(requestId, out PendingCall? call) && call.Connection == connection)
        {
            call.Answer.TrySetResult(result);
        }
    }

    private static MethodResult Checked(MethodResult result)
    {
        if (result.Payload.Length > LargestPayload)
        {
            throw new HubRefusedException(HubErrorCode.MessageTooLarge, "The answer of the device is larger than 128 KiB.");
        }

        if (!result.Payload.IsEmpty)
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(result.Payload);
            }
            catch (JsonException)
            {
                throw new HubRefusedException(HubErrorCode.ArgumentInvalid, "The answer of the device is not JSON.");
            }
        }

        return result;
    }

    private static HubRefusedException NotOnline() => new(HubErrorCode.DeviceNotOnline, "Timed out waiting for device to connect.");

    private async Task<HubConnection> ConnectAsync(PrincipalId principal, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (_connections.Find(principal) is { } present && (present.Interests & Interests.DirectMethods) != 0)
        {
            return present;
        }

        if (timeout <= TimeSpan.Zero)
        {
            throw NotOnline();
        }

        using CancellationTokenSource limit = new(timeout, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await _connections.WaitAsync(principal, Interests.DirectMethods, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw NotOnline();
        }
    }

    private void OnEnded(HubConnection connection)
    {
        foreach (PendingCall call in _pending.Values)
        {
            if (call.Connection == connection)
            {
                call.Answer.TrySetException(new HubRefusedException(
                    HubErrorCode.DeviceConnectionClosedRemotely, "The device closed its connection before it answered."));
            }
        }
    }

    private sealed class PendingCall(HubConnection connection)
    {
        public HubConnection Connection => connection;

        public TaskCompletionSource<MethodResult> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
