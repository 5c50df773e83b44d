using System.Buffers;
using System.Text.Json;
using MQTTnet;
using MQTTnet.Protocol;

namespace ModuleIdentities.Benchmarks.Clients;

/// <summary>Sends the message of all clients over MQTTnet alone, one at a time.</summary>
internal sealed class BareSender : IDisposable
{
    private readonly IMqttClient _client;
    private readonly string _topic;
    private readonly ArrayBufferWriter<byte> _buffer = new(256);
    private readonly Utf8JsonWriter _writer;

    /// <param name="client">A connected client.</param>
    /// <param name="topic">Where to.</param>
    public BareSender(IMqttClient client, string topic)
    {
        _client = client;
        _topic = topic;
        _writer = new Utf8JsonWriter(_buffer);
    }

    public void Dispose() => _writer.Dispose();

    public Task SendAsync()
    {
        _buffer.ResetWrittenCount();
        _writer.Reset();
        _writer.WriteStartObject();
        _writer.WriteNumber("temperature"u8, 21.5);
        _writer.WriteNumber("humidity"u8, 44.25);
        _writer.WriteString("line"u8, "line-4");
        _writer.WriteEndObject();
        _writer.Flush();
        return _client.PublishAsync(new MqttApplicationMessage
        {
            Topic = _topic,
            Payload = new ReadOnlySequence<byte>(_buffer.WrittenMemory),
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
        });
    }
}
