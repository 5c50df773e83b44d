using System.Text.Json.Nodes;

namespace ModuleIdentities.Emulator.Service.Twins;

/// <summary>
/// A twin as the state keeps it. <see cref="GenerationId"/> is that of the identity it belongs to: the twin of an identity that was deleted and made
/// again begins anew.
/// </summary>
internal sealed record TwinRecord(
    string GenerationId,
    long ETagCounter,
    long Version,
    string? ModelId,
    JsonObject Tags,
    TwinSection Desired,
    TwinSection Reported)
{
    /// <summary>The entity tag: base64 of a counter of eight bytes that only the service side moves, as hubs have it.</summary>
    public string ETag
    {
        get
        {
            Span<byte> bytes = stackalloc byte[sizeof(long)];
            System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, ETagCounter);
            return Convert.ToBase64String(bytes);
        }
    }
}
