using Microsoft.Extensions.ObjectPool;
using MQTTnet.Formatter;

namespace ModuleIdentities.Emulator.Wire.Mqtt;

/// <summary>MQTTnet's codec of MQTT 3.1.1, shared by all connections: it is needed for a moment at a time, and its buffer is not small.</summary>
internal sealed class PacketFormatters
{
    private const int BufferSize = 4096;
    private const int LargestKeptBuffer = 64 * 1024;

    private readonly ObjectPool<MqttPacketFormatterAdapter> _pool = new DefaultObjectPool<MqttPacketFormatterAdapter>(new Policy());

    public MqttPacketFormatterAdapter Rent() => _pool.Get();

    public void Return(MqttPacketFormatterAdapter formatter) => _pool.Return(formatter);

    /// <summary>A codec that finds the protocol version out, for a first packet.</summary>
    public static MqttPacketFormatterAdapter CreateForConnect() => new(CreateBuffer());

    private static MqttBufferWriter CreateBuffer() => new(BufferSize, LargestKeptBuffer);

    private sealed class Policy : PooledObjectPolicy<MqttPacketFormatterAdapter>
    {
        public override MqttPacketFormatterAdapter Create() => new(MqttProtocolVersion.V311, CreateBuffer());

        public override bool Return(MqttPacketFormatterAdapter obj)
        {
            obj.Cleanup();
            return true;
        }
    }
}
