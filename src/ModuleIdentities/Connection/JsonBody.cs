using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;

namespace ModuleIdentities;

/// <summary>A reusable buffer with the JSON writer that fills it, so that a message allocates neither.</summary>
internal sealed class JsonBody
{
    private const int MostKept = 64;
    private const int LargestKept = 64 * 1024;

    private static readonly ConcurrentQueue<JsonBody> Pool = new();

    private readonly ArrayBufferWriter<byte> _buffer = new(256);

    private JsonBody() => Writer = new Utf8JsonWriter(_buffer);

    public Utf8JsonWriter Writer { get; }

    public ReadOnlyMemory<byte> Written => _buffer.WrittenMemory;

    public static JsonBody Rent() => Pool.TryDequeue(out JsonBody? body) ? body : new JsonBody();

    /// <summary>Gives the body back. Only for a message that is wholly sent: a failed send may still be reading.</summary>
    public void Return()
    {
        if (Pool.Count < MostKept && _buffer.Capacity <= LargestKept)
        {
            _buffer.ResetWrittenCount();
            Writer.Reset();
            Pool.Enqueue(this);
        }
    }
}
