using System.Globalization;
using ModuleIdentities.Emulator.Service.Connections;
using ModuleIdentities.Emulator.Service.Messages;
using ModuleIdentities.Emulator.Service.Registry;
using ModuleIdentities.Emulator.State;

namespace ModuleIdentities.Emulator.Service.CloudToDevice;

/// <summary>
/// The queues of cloud-to-device messages (protocol 4.4): one for each device, in order, of up to 50, each message until it is completed, rejected,
/// given back too often, or too old.
/// </summary>
internal sealed class CloudMessageService : IDisposable
{
    /// <summary>How many messages may wait for one device.</summary>
    public const int LongestQueue = 50;

    /// <summary>The largest message: its body with the names and values of its properties.</summary>
    public const int LargestMessage = 64 * 1024;

    /// <summary>The longest that a message may wait.</summary>
    private static readonly TimeSpan LongestTimeToLive = TimeSpan.FromDays(2);

    /// <summary>How often a message may be given back.</summary>
    private const int MostDeliveries = 10;

    private readonly IStateStore _store;
    private readonly StateTable<CloudMessageRecord> _table;
    private readonly DeviceDirectory _directory;
    private readonly HubConnections _connections;
    private readonly MessageFeedbackLog _feedback;
    private readonly TimeProvider _time;
    private readonly CloudMessageLocks _locks;
    private readonly KeyedGates _gates = new();
    private readonly Lock _delivery = new();
    private readonly ITimer _expiry;
    private long _lastSequenceNumber;

    public CloudMessageService(
        IStateStore store, DeviceDirectory directory, HubConnections connections, MessageFeedbackLog feedback, TimeProvider time)
    {
        _store = store;
        _table = new StateTable<CloudMessageRecord>(store, DeviceDirectory.CloudMessages, StateJsonContext.Default.CloudMessageRecord);
        _directory = directory;
        _connections = connections;
        _feedback = feedback;
        _time = time;
        _locks = new CloudMessageLocks(time);
        _expiry = time.CreateTimer(static state => ((CloudMessageService)state!).Expire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        connections.Opened += Deliver;
        connections.Ended += OnEnded;
        Expire();
    }

    /// <summary>How many messages wait for a device.</summary>
    public int Count(string deviceId) => List(deviceId).Count;

    /// <summary>Queues a message. When it completes, the message is as durable as the state is.</summary>
    /// <returns>Its message id.</returns>
    /// <exception cref="HubRefusedException">There is no such device, its queue is full, or the message is too large.</exception>
    public async ValueTask<string> SendAsync(string deviceId, CloudToDeviceMessage message, CancellationToken cancellationToken)
    {
        if (_directory.FindDevice(deviceId) is null)
        {
            throw new HubRefusedException(HubErrorCode.DeviceNotFound, $"Device {deviceId} not registered.");
        }

        if (message.TimeToLive <= TimeSpan.Zero || message.TimeToLive > LongestTimeToLive)
        {
            throw new HubRefusedException(HubErrorCode.ArgumentInvalid, "The time to live is not between nothing and two days.");
        }

        CloudMessageRecord record = Read(deviceId, message);
        if (new DeviceMessage(record.SystemProperties, record.Properties, record.Body).Size > LargestMessage)
        {
            throw new HubRefusedException(HubErrorCode.MessageTooLarge, "The message is larger than 64 KiB.");
        }

        using (await _gates.EnterAsync(new PrincipalId(deviceId), cancellationToken).ConfigureAwait(false))
        {
            if (Count(deviceId) >= LongestQueue)
            {
                throw new HubRefusedException(HubErrorCode.DeviceMaximumQueueDepthExceeded, $"{LongestQueue} messages wait for device {deviceId} already.");
            }

            record = record with { SequenceNumber = NextSequenceNumber() };
            await _store.CommitAsync([_table.Put(Key(record), record, DocumentChange.Absent)], cancellationToken).ConfigureAwait(false);
        }

        Schedule();
        if (_connections.Find(new PrincipalId(deviceId)) is { } connection)
        {
            Deliver(connection);
        }

        return record.MessageId;
    }

    /// <summary>The first message that nobody holds, with the token that settles it; null when there is none.</summary>
    public (CloudMessageRecord Message, string LockToken)? Fetch(string deviceId)
    {
        foreach (CloudMessageRecord message in List(deviceId))
        {
            if (_locks.TryHold(Key(message), out string token))
            {
                return (message, token);
            }
        }

        return null;
    }

    /// <summary>Ends a message that a connection was sent.</summary>
    public ValueTask CompleteAsync(CloudMessageRecord message, CancellationToken cancellationToken) =>
        EndAsync(Key(message), FeedbackStatus.Success, cancellationToken);

    /// <summary>Ends a message that was fetched, as completed or as rejected.</summary>
    /// <exception cref="HubRefusedException">The lock was lost.</exception>
    public ValueTask SettleAsync(string deviceId, string lockToken, bool isRejected, CancellationToken cancellationToken) =>
        EndAsync(RequireHeld(deviceId, lockToken), isRejected ? FeedbackStatus.Rejected : FeedbackStatus.Success, cancellationToken);

    /// <summary>Gives a fetched message back; after ten times it ends.</summary>
    /// <exception cref="HubRefusedException">The lock was lost.</exception>
    public async ValueTask AbandonAsync(string deviceId, string lockToken, CancellationToken cancellationToken)
    {
        string key = RequireHeld(deviceId, lockToken);
        if (_table.Find(key) is not { } found)
        {
            return;
        }

        CloudMessageRecord message = found.Value with { DeliveryCount = found.Value.DeliveryCount + 1 };
        if (message.DeliveryCount >= MostDeliveries)
        {
            await EndAsync(key, FeedbackStatus.DeliveryCountExceeded, cancellationToken).ConfigureAwait(false);
            return;
        }

        await _store.CommitAsync([_table.Put(key, message, found.Version)], cancellationToken).ConfigureAwait(false);
        _locks.Release(key);
        if (_connections.Find(new PrincipalId(deviceId)) is { } connection)
        {
            Deliver(connection);
        }
    }

    /// <summary>Empties the queue of a device.</summary>
    /// <returns>How many messages were in it.</returns>
    public async ValueTask<int> PurgeAsync(string deviceId, CancellationToken cancellationToken)
    {
        IReadOnlyList<CloudMessageRecord> messages = List(deviceId);
        foreach (CloudMessageRecord message in messages)
        {
            await EndAsync(Key(message), FeedbackStatus.Purged, cancellationToken).ConfigureAwait(false);
        }

        return messages.Count;
    }

    public void Dispose() => _expiry.Dispose();

    private static string Key(CloudMessageRecord message) => $"{message.DeviceId}/{message.SequenceNumber.ToString("D19", CultureInfo.InvariantCulture)}";

    private CloudMessageRecord Read(string deviceId, CloudToDeviceMessage message)
    {
        DateTimeOffset now = _time.GetUtcNow();
        Dictionary<string, string> system = new(StringComparer.Ordinal) { ["to"] = $"/devices/{deviceId}/messages/deviceBound" };
        void Set(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                system[name] = value;
            }
        }

        string messageId = message.MessageId ?? Guid.NewGuid().ToString();
        Set("message-id", messageId);
        Set("correlation-id", message.CorrelationId);
        Set("user-id", message.UserId);
        Set("content-type", message.ContentType);
        Set("content-encoding", message.ContentEncoding);
        Set("iothub-ack", message.Feedback == FeedbackRequest.None ? null : message.Feedback.ToString().ToLowerInvariant());
        return new CloudMessageRecord(
            deviceId, 0, messageId, message.Feedback, now, now + message.TimeToLive, system, new Dictionary<string, string>(message.Properties), message.Body.ToArray());
    }

    private long NextSequenceNumber()
    {
        lock (_delivery)
        {
            return _lastSequenceNumber = Math.Max(_lastSequenceNumber + 1, _time.GetUtcNow().UtcTicks);
        }
    }

    private List<CloudMessageRecord> List(string deviceId)
    {
        DateTimeOffset now = _time.GetUtcNow();
        return [.. _table.List($"{deviceId}/").Select(found => found.Value).Where(message => message.ExpiresAt > now)];
    }

    private string RequireHeld(string deviceId, string lockToken) => _locks.Find($"{deviceId}/", lockToken)
        ?? throw new HubRefusedException(HubErrorCode.DeviceMessageLockLost, "The lock of the message was lost.");

    private void Deliver(HubConnection connection)
    {
        if ((connection.Interests & Interests.CloudToDevice) == 0)
        {
            return;
        }

        // One at a time, and only to the newest connection, which takes what an older one that is still on its way out holds: messages go out in order.
        lock (_delivery)
        {
            if (_connections.Find(connection.Principal) != connection)
            {
                return;
            }

            foreach (CloudMessageRecord message in List(connection.Principal.DeviceId))
            {
                if (_locks.TryHold(Key(message), connection))
                {
                    connection.TryDeliver(Interests.CloudToDevice, new Delivery.CloudMessage(message));
                }
            }
        }
    }

    private void OnEnded(HubConnection connection)
    {
        _locks.Release(connection);
        if (_connections.Find(connection.Principal) is { } successor)
        {
            Deliver(successor);
        }
    }

    private async ValueTask EndAsync(string key, FeedbackStatus status, CancellationToken cancellationToken)
    {
        if (_table.Find(key) is { } found
            && await _store.CommitAsync([_table.Remove(key, found.Version)], cancellationToken).ConfigureAwait(false))
        {
            Tell(found.Value, status);
        }

        _locks.Release(key);
    }

    private void Tell(CloudMessageRecord message, FeedbackStatus status)
    {
        bool isWanted = message.Feedback == FeedbackRequest.Full
            || message.Feedback == (status == FeedbackStatus.Success ? FeedbackRequest.Positive : FeedbackRequest.Negative);
        if (isWanted)
        {
            _feedback.Append(new MessageFeedback(message.MessageId, message.DeviceId, status, _time.GetUtcNow())
            {
                DeviceGenerationId = _directory.FindDevice(message.DeviceId)?.Value.GenerationId,
            });
        }
    }

    private void Expire()
    {
        try
        {
            DateTimeOffset now = _time.GetUtcNow();
            foreach (Versioned<CloudMessageRecord> found in _table.List().Where(found => found.Value.ExpiresAt <= now).ToArray())
            {
                if (_store.Commit([_table.Remove(found.Key, found.Version)]))
                {
                    Tell(found.Value, FeedbackStatus.Expired);
                }

                _locks.Release(found.Key);
            }

            Schedule();
        }
        catch (Exception exception) when (exception is ObjectDisposedException or IOException)
        {
            // The emulator is on its way out; what is too old is found at the next start.
        }
    }

    private void Schedule()
    {
        DateTimeOffset? next = _table.List().Min(found => (DateTimeOffset?)found.Value.ExpiresAt);
        TimeSpan wait = next is { } due ? due - _time.GetUtcNow() : Timeout.InfiniteTimeSpan;
        _expiry.Change(next is not null && wait < TimeSpan.Zero ? TimeSpan.Zero : wait, Timeout.InfiniteTimeSpan);
    }
}
