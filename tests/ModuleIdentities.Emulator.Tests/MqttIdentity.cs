using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace ModuleIdentities.Emulator.Tests;

/// <summary>A device or module that speaks raw MQTT to the hub: hand-made topics, and what it receives in order.</summary>
internal sealed class MqttIdentity : IAsyncDisposable
{
    private readonly Channel<(string Topic, string Body, int Quality)> _received;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private MqttIdentity(IMqttClient client, MqttClientConnectResult connected, Channel<(string, string, int)> received)
    {
        _received = received;
        Mqtt = client;
        IsSessionPresent = connected.IsSessionPresent;
        client.DisconnectedAsync += _ =>
        {
            _closed.TrySetResult();
            return Task.CompletedTask;
        };
    }

    public IMqttClient Mqtt { get; }

    public bool IsSessionPresent { get; }

    public Task Closed => _closed.Task.WaitAsync(Cancellation);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Makes the device, and the module when one is named, and connects as it.</summary>
    public static async Task<MqttIdentity> AddAsync(
        IotEmulator emulator, string deviceId = "d", string? moduleId = null, bool isClean = true, Action<MqttClientOptionsBuilder>? configure = null)
    {
        if (!emulator.Devices.List().Contains(deviceId))
        {
            await emulator.Devices.AddAsync(deviceId, Cancellation);
        }

        if (moduleId is not null)
        {
            using HttpClient http = emulator.Http();
            await http.SendAsync(
                "PUT", $"/devices/{deviceId}/modules/{moduleId}?api-version=2021-04-12", Client.Owner(), $$"""{"deviceId":"{{deviceId}}","moduleId":"{{moduleId}}"}""");
        }

        return await ConnectAsync(emulator, deviceId, moduleId, isClean, configure);
    }

    /// <summary>Connects as a device or module that is there, with the hub's key for devices.</summary>
    public static async Task<MqttIdentity> ConnectAsync(
        IotEmulator emulator, string deviceId = "d", string? moduleId = null, bool isClean = true, Action<MqttClientOptionsBuilder>? configure = null)
    {
        string path = moduleId is null ? deviceId : $"{deviceId}/{moduleId}";
        IMqttClient client = new MqttClientFactory().CreateMqttClient();
        Channel<(string, string, int)> items = Channel.CreateUnbounded<(string, string, int)>();
        client.ApplicationMessageReceivedAsync += received =>
        {
            MqttApplicationMessage message = received.ApplicationMessage;
            items.Writer.TryWrite((message.Topic, Encoding.UTF8.GetString(message.Payload.ToArray()), (int)message.QualityOfServiceLevel));
            return Task.CompletedTask;
        };
        MqttClientOptionsBuilder options = emulator.MqttOptions(path, $"127.0.0.1/{path}/?api-version=2021-04-12", Client.Token("127.0.0.1", IotEmulator.DevelopmentKey, keyName: "device"))
            .WithCleanSession(isClean);
        configure?.Invoke(options);
        MqttClientConnectResult result = await client.ConnectAsync(options.Build(), Cancellation);
        Assert.Equal(MqttClientConnectResultCode.Success, result.ResultCode);
        return new MqttIdentity(client, result, items);
    }

    public async Task<IReadOnlyList<int>> SubscribeAsync(params string[] filters)
    {
        MqttClientSubscribeOptionsBuilder options = new();
        foreach (string filter in filters)
        {
            options.WithTopicFilter(filter, MqttQualityOfServiceLevel.AtLeastOnce);
        }

        MqttClientSubscribeResult result = await Mqtt.SubscribeAsync(options.Build(), Cancellation);
        return [.. result.Items.Select(item => (int)item.ResultCode)];
    }

    public Task PublishAsync(string topic, string body = "", int quality = 1) =>
        Mqtt.PublishStringAsync(topic, body, (MqttQualityOfServiceLevel)quality, cancellationToken: Cancellation);

    public async Task<(string Topic, string Body, int Quality)> ReceiveAsync() => await _received.Reader.ReadAsync(Cancellation);

    public bool TryReceive(out (string Topic, string Body, int Quality) received) => _received.Reader.TryRead(out received);

    public async Task<JsonNode> GetTwinAsync(string requestId = "1")
    {
        await PublishAsync($"$iothub/twin/GET/?$rid={requestId}", " ", 0);
        (string topic, string body, _) = await ReceiveAsync();
        Assert.Equal($"$iothub/twin/res/200/?$rid={requestId}", topic);
        return JsonNode.Parse(body)!;
    }

    /// <summary>Reports; returns the status, and the version or the number of the error.</summary>
    public async Task<(int Status, long Number)> ReportAsync(string patch)
    {
        await PublishAsync("$iothub/twin/PATCH/properties/reported/?$rid=p", patch);
        (string topic, string body, _) = await ReceiveAsync();
        int status = int.Parse(topic.Split('/')[3], CultureInfo.InvariantCulture);
        return status == 204
            ? (status, long.Parse(topic.Split("$version=")[1], CultureInfo.InvariantCulture))
            : (status, (long)JsonNode.Parse(body)!["errorCode"]!);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (Mqtt.IsConnected)
            {
                await Mqtt.DisconnectAsync();
            }
        }
        catch (Exception exception) when (exception is MqttCommunicationException or OperationCanceledException or ObjectDisposedException)
        {
            // The emulator went first: MQTTnet throws the latter two when it notices in the middle of saying goodbye.
        }

        Mqtt.Dispose();
    }
}
