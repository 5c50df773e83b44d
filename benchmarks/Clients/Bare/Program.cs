using System.Buffers;
using System.Text.Json;
using ModuleIdentities.Benchmarks.Clients;
using MQTTnet;
using MQTTnet.Protocol;

// MQTTnet alone, with a module that is there and a token that somebody else made: port, client id, user name, password, topic.
using IMqttClient client = new MqttClientFactory().CreateMqttClient();
await client.ConnectAsync(BareConnection.Options(args));
ArrayBufferWriter<byte> buffer = new(256);
await using Utf8JsonWriter writer = new(buffer);
await ClientProgram.RunAsync(SendAsync);

Task SendAsync()
{
    buffer.ResetWrittenCount();
    writer.Reset();
    writer.WriteStartObject();
    writer.WriteNumber("temperature"u8, 21.5);
    writer.WriteNumber("humidity"u8, 44.25);
    writer.WriteString("line"u8, "line-4");
    writer.WriteEndObject();
    writer.Flush();
    return client.PublishAsync(new MqttApplicationMessage
    {
        Topic = args[4],
        Payload = new ReadOnlySequence<byte>(buffer.WrittenMemory),
        QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
    });
}
