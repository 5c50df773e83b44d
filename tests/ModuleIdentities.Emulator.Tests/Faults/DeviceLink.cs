using System.Collections.Concurrent;
using System.Threading.Channels;
using MQTTnet;
using MQTTnet.Protocol;

namespace ModuleIdentities.Emulator.Tests.Faults;

/// <summary>A device that is connected over MQTT, and sees what becomes of its connection.</summary>
internal sealed class DeviceLink : IDisposable
{
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<MqttApplicationMessage> _received = System.Threading.Channels.Channel.CreateUnbounded<MqttApplicationMessage>();

    private DeviceLink(IMqttClient client, MqttClientConnectResultCode code)
    {
        Client = client;
        Code = code;
        client.DisconnectedAsync += _ =>
        {
            _closed.TrySetResult();
            return Task.CompletedTask;
        };
        client.ApplicationMessageReceivedAsync += e =>
        {
            _received.Writer.TryWrite(e.ApplicationMessage);
            return Task.CompletedTask;
        };
    }

    private static readonly ConcurrentDictionary<(IotEmulator, string), string> Keys = new();

    public IMqttClient Client { get; }

    public MqttClientConnectResultCode Code { get; }

    /// <summary>Completes when the client has noticed that its connection has ended.</summary>
    public Task Closed => _closed.Task.WaitAsync(TestContext.Current.CancellationToken);

    /// <summary>Connects a device, which is made when there is none.</summary>
    public static async Task<DeviceLink> ConnectAsync(IotEmulator emulator, string deviceId = "d")
    {
        if (!Keys.TryGetValue((emulator, deviceId), out string? key))
        {
            key = Tests.Client.KeyOf(await emulator.Devices.AddAsync(deviceId, TestContext.Current.CancellationToken));
            Keys[(emulator, deviceId)] = key;
        }

        (IMqttClient client, MqttClientConnectResultCode code) = await emulator.ConnectAsync(
            deviceId, $"127.0.0.1/{deviceId}", Tests.Client.Token($"127.0.0.1/devices/{deviceId}", key));
        return new DeviceLink(client, code);
    }

    /// <summary>Connects a client to DPS.</summary>
    public static async Task<DeviceLink> ConnectToProvisioningAsync(IotEmulator emulator, IndividualEnrollment enrollment)
    {
        string resource = $"{emulator.IdScope}/registrations/{enrollment.RegistrationId}";
        (IMqttClient client, MqttClientConnectResultCode code) = await emulator.ConnectAsync(
            enrollment.RegistrationId, $"{resource}/api-version=2019-03-31", Tests.Client.Token(resource, enrollment.PrimaryKey!, keyName: "registration"));
        DeviceLink link = new(client, code);
        await client.SubscribeAsync("$dps/registrations/res/#", MqttQualityOfServiceLevel.AtLeastOnce, TestContext.Current.CancellationToken);
        return link;
    }

    /// <summary>Sends telemetry at QoS 1; completes when it is acknowledged.</summary>
    public Task SendAsync(string bag = "", string body = "{}") =>
        Client.PublishStringAsync($"devices/{Client.Options.ClientId}/messages/events/{bag}", body, MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: TestContext.Current.CancellationToken);

    public Task PublishAsync(string topic, string body) =>
        Client.PublishStringAsync(topic, body, MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: TestContext.Current.CancellationToken);

    public async Task<MqttApplicationMessage> ReceiveAsync() => await _received.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public Task PingAsync() => Client.PingAsync(TestContext.Current.CancellationToken);

    public void Dispose() => Client.Dispose();
}
