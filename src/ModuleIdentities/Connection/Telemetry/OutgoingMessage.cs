using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace ModuleIdentities;

/// <summary>One message from acceptance to acknowledgement. Used again together with its buffer, so that a message allocates neither.</summary>
internal sealed class OutgoingMessage : QueuedMessage
{
    private const int MostKept = 256;
    private const int LargestKept = 64 * 1024;

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

    /// <summary>Completes with the acknowledgement.</summary>
    public Task Acknowledged => _completion.Task;

    /// <summary>The span of the send, when somebody listens.</summary>
    public Activity? Span { get; set; }

    /// <summary>When it was accepted, as a time stamp of the options' clock.</summary>
    public long AcceptedAt { get; set; }

    /// <summary>When it was last handed to a link, as a time stamp of the options' clock.</summary>
    public long SentAt { get; set; }

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
            Pool.Enqueue(this);
        }
    }

    private static TaskCompletionSource NewCompletion() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
