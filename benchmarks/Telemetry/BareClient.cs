using System.Buffers;
using System.Text.Json;
using ModuleIdentities.Benchmarks.Clients;
using MQTTnet;
using MQTTnet.Protocol;

namespace ModuleIdentities.Benchmarks.Telemetry;

/// <summary>What one would write with MQTTnet alone, with care: the JSON goes into a buffer that is used again.</summary>
internal sealed class BareClient : ITelemetryClient
{
    private readonly IMqttClient _client;
    private readonly string _topic;

    private BareClient(IMqttClient client, string topic)
    {
        _client = client;
        _topic = topic;
    }

    /// <param name="args">Port, client id, user name, password and topic.</param>
    public static async Task<ITelemetryClient> ConnectAsync(string[] args)
    {
        IMqttClient client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(BareConnection.Options(args));
        return new BareClient(client, args[4]);
    }

    public async Task SendAsync(double temperature, double humidity, string line)
    {
        (ArrayBufferWriter<byte> buffer, Utf8JsonWriter writer) = Scratch.Rent();
        writer.WriteStartObject();
        writer.WriteNumber("temperature"u8, temperature);
        writer.WriteNumber("humidity"u8, humidity);
        writer.WriteString("line"u8, line);
        writer.WriteEndObject();
        writer.Flush();
        await _client.PublishAsync(new MqttApplicationMessage
        {
            Topic = _topic,
            Payload = new ReadOnlySequence<byte>(buffer.WrittenMemory),
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
        });
        Scratch.Return(buffer, writer);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisconnectAsync();
        _client.Dispose();
    }

    private static class Scratch
    {
        private static readonly Stack<(ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer)> Free = new();

        public static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer) Rent()
        {
            lock (Free)
            {
                if (Free.TryPop(out (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer) free))
                {
                    return free;
                }
            }

            ArrayBufferWriter<byte> buffer = new(256);
            return (buffer, new Utf8JsonWriter(buffer));
        }

        public static void Return(ArrayBufferWriter<byte> buffer, Utf8JsonWriter writer)
        {
            buffer.ResetWrittenCount();
            writer.Reset();
            lock (Free)
            {
                Free.Push((buffer, writer));
            }
        }
    }
}
