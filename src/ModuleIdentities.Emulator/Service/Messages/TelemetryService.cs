using System.Globalization;
using ModuleIdentities.Emulator.Service.Authorization;
using ModuleIdentities.Emulator.State;

namespace ModuleIdentities.Emulator.Service.Messages;

/// <summary>Accepts device-to-cloud messages, stamps them and hands them on (protocol 4.3).</summary>
internal sealed class TelemetryService
{
    /// <summary>The largest message: its body with the names and values of its properties (protocol 6.2).</summary>
    public const int LargestMessage = 256 * 1024;

    private readonly IStateStore _store;
    private readonly StateTable<MessageRecord> _table;
    private readonly ReceivedMessages _stream;
    private readonly TimeProvider _time;
    private readonly int _retained;
    private readonly Lock _gate = new();
    private long _lastSequenceNumber;
    private Task _lastAppended = Task.CompletedTask;

    public TelemetryService(IStateStore store, ReceivedMessages stream, int retained, TimeProvider time)
    {
        _store = store;
        _table = new StateTable<MessageRecord>(store, "messages", StateJsonContext.Default.MessageRecord);
        _stream = stream;
        _retained = retained;
        _time = time;
        _lastSequenceNumber = store.FindLastKey("messages") is { } key ? long.Parse(key, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>Accepts a message. When it completes, the message is as durable as the state is.</summary>
    /// <exception cref="HubRefusedException">The message is too large.</exception>
    public ValueTask AcceptAsync(PrincipalId sender, ConnectionCredential credential, DeviceMessage message, CancellationToken cancellationToken)
    {
        if (message.Size > LargestMessage)
        {
            throw new HubRefusedException(HubErrorCode.MessageTooLarge, "The message is larger than 256 KiB.");
        }

        ReceivedMessage Next() => Stamp(sender, credential, message, ++_lastSequenceNumber);
        if (_store.IsDurable)
        {
            return KeepAsync(Next, cancellationToken);
        }

        lock (_gate)
        {
            _stream.Append(Next());
        }

        return ValueTask.CompletedTask;
    }

    // Of equal length, so that their order as text is their order as numbers.
    private static string Key(long sequenceNumber) => sequenceNumber.ToString("D19", CultureInfo.InvariantCulture);

    private ReceivedMessage Stamp(PrincipalId sender, ConnectionCredential credential, DeviceMessage message, long sequenceNumber)
    {
        DateTimeOffset now = _time.GetUtcNow();
        Dictionary<string, string> system = message.SystemProperties;
        system["iothub-connection-device-id"] = sender.DeviceId;
        if (sender.ModuleId is not null)
        {
            system["iothub-connection-module-id"] = sender.ModuleId;
        }
        else
        {
            // A sender does not say who it is.
            system.Remove("iothub-connection-module-id");
        }

        system["iothub-connection-auth-method"] = credential.AuthenticationMethod;
        system["iothub-connection-auth-generation-id"] = credential.GenerationId;
        system["iothub-enqueuedtime"] = now.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return new ReceivedMessage(sequenceNumber, credential.HubName, sender.DeviceId, sender.ModuleId, now, system, message.Properties, message.Body);
    }

    /// <summary>Writes a message and then hands it on: many at once, and yet handed on in the order of their numbers.</summary>
    private async ValueTask KeepAsync(Func<ReceivedMessage> next, CancellationToken cancellationToken)
    {
        ReceivedMessage received;
        Task earlier;
        TaskCompletionSource appended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            received = next();
            earlier = _lastAppended;
            _lastAppended = appended.Task;
        }

        bool isKept = false;
        try
        {
            isKept = await CommitAsync(received, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await earlier.ConfigureAwait(false);
            if (isKept)
            {
                _stream.Append(received);
            }

            appended.SetResult();
        }

        if (!isKept)
        {
            throw new IOException($"Message {received.SequenceNumber} is in the state already.");
        }
    }

    private ValueTask<bool> CommitAsync(ReceivedMessage received, CancellationToken cancellationToken)
    {
        MessageRecord record = new(
            received.HubName,
            received.DeviceId,
            received.ModuleId,
            received.EnqueuedTime,
            new Dictionary<string, string>(received.SystemProperties),
            new Dictionary<string, string>(received.Properties),
            received.Body.ToArray());
        List<DocumentChange> changes = [_table.Put(Key(received.SequenceNumber), record, DocumentChange.Absent)];
        if (received.SequenceNumber > _retained)
        {
            changes.Add(_table.Remove(Key(received.SequenceNumber - _retained), DocumentChange.Any));
        }

        return _store.CommitAsync(changes, cancellationToken);
    }
}
