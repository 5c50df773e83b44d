using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace ModuleIdentities;

/// <summary>One message from acceptance to acknowledgement. Used again together with its buffer, so that a message allocates neither.</summary>
internal sealed class OutgoingMessage : QueuedMessage
{
    private const int MostKept = 256;
    private const int LargestKept = 64 * 1024;

    /// <summary>The bytes that <see cref="Identify"/> adds to the properties, at most.</summary>
    public const int IdentitySize = 96;

    /// <summary>A clock that stands before this program was written has not been set.</summary>
    public static readonly DateTimeOffset ClockIsSet = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly ConcurrentQueue<OutgoingMessage> Pool = new();

    private readonly ArrayBufferWriter<byte> _buffer = new(256);
    private TaskCompletionSource _completion = NewCompletion();
    private CancellationTokenRegistration _cancellation;
    private TelemetrySender? _sender;

    private OutgoingMessage() => Writer = new Utf8JsonWriter(_buffer);

    /// <summary>Writes the body.</summary>
    public Utf8JsonWriter Writer { get; }

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Body => _buffer.WrittenMemory;

    /// <summary>The component and the application properties.</summary>
    public string? Bag { get; set; }

    /// <summary>Completes when the message is safe: stored, or acknowledged.</summary>
    public Task Safe => _completion.Task;

    /// <summary>The span of the send, when somebody listens.</summary>
    public Activity? Span { get; set; }

    /// <summary>When it was accepted, as a time stamp of the options' clock.</summary>
    public long AcceptedAt { get; set; }

    /// <summary>When it was last handed to a link, as a time stamp of the options' clock.</summary>
    public long SentAt { get; set; }

    /// <summary>When it was accepted, for a message that may outlive the process.</summary>
    public DateTimeOffset AcceptedOn { get; set; }

    /// <summary>Its place in the order of an outbox; 0 without one.</summary>
    public long Number { get; private set; }

    /// <summary>Whether it has been given to a store.</summary>
    public bool MayBeStored { get; set; }

    /// <summary>The caller's token; none when it cannot be cancelled.</summary>
    public CancellationToken Cancellation => _cancellation.Token;

    public static OutgoingMessage Rent() => Pool.TryDequeue(out OutgoingMessage? message) ? message : new OutgoingMessage();

    /// <summary>Puts the message into a sender's care.</summary>
    public void Attach(TelemetrySender sender, CancellationToken cancellationToken)
    {
        _sender = sender;
        Size = _buffer.WrittenCount;
        if (cancellationToken.CanBeCanceled)
        {
            _cancellation = cancellationToken.UnsafeRegister(
                static (message, token) => ((OutgoingMessage)message!)._sender!.Cancel((OutgoingMessage)message, token), this);
        }
    }

    /// <summary>Makes it one of an outbox: it has a place, and an id that stays the same however often it is sent, today or after a restart.</summary>
    /// <param name="session">Tells the process from all others.</param>
    /// <param name="number">Its place.</param>
    public void Identify(string session, long number)
    {
        Number = number;
        Bag = string.Create(CultureInfo.InvariantCulture, $"{Bag}&%24.mid={session}-{number}");
        if (AcceptedOn >= ClockIsSet)
        {
            Bag = string.Create(CultureInfo.InvariantCulture, $"{Bag}&%24.ctime={AcceptedOn:yyyy-MM-ddTHH'%3A'mm'%3A'ss.fff}Z");
        }
    }

    /// <summary>The message as it is kept.</summary>
    public StoredMessage ToStored(bool isCopy) => new(Number, AcceptedOn, Bag!, isCopy ? Body.ToArray() : Body);

    /// <summary>A message that is kept, whose sender was told so.</summary>
    public static OutgoingMessage Of(StoredMessage stored, TelemetrySender sender)
    {
        OutgoingMessage message = Rent();
        message._buffer.Write(stored.Body.Span);
        message.Size = stored.Body.Length;
        message.Bag = stored.Bag;
        message.AcceptedOn = stored.Accepted;
        message.Number = stored.Number;
        message.MayBeStored = true;
        message._sender = sender;
        return message;
    }

    /// <summary>The hub has acknowledged it.</summary>
    public void Acknowledge() => _sender?.Acknowledged(this);

    /// <summary>Tells who waits; null for success.</summary>
    public void Complete(Exception? exception)
    {
        _cancellation.Dispose();
        Span?.SetStatus(exception is null ? ActivityStatusCode.Unset : ActivityStatusCode.Error);
        Span?.Dispose();
        if (exception is null)
        {
            _completion.TrySetResult();
        }
        else
        {
            _completion.TrySetException(exception);
        }
    }

    /// <summary>Tells who waits that the wait was cancelled.</summary>
    public void Cancel(CancellationToken cancellationToken)
    {
        Span?.Dispose();
        _completion.TrySetCanceled(cancellationToken);
    }

    /// <summary>Gives the message back. Only for one that is acknowledged: no link and no queue knows it any more.</summary>
    public void Return()
    {
        if (Pool.Count < MostKept && _buffer.Capacity <= LargestKept)
        {
            _buffer.ResetWrittenCount();
            Writer.Reset();
            _completion = NewCompletion();
            _cancellation = default;
            _sender = null;
            Bag = null;
            Span = null;
            Attempts = 0;
            AcceptedOn = default;
            Number = 0;
            MayBeStored = false;
            Pool.Enqueue(this);
        }
    }

    private static TaskCompletionSource NewCompletion() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
