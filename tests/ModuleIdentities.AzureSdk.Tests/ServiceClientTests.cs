using System.Text;
using Microsoft.Azure.Devices;
using Microsoft.Azure.Devices.Client;
using ModuleIdentities.Conformance;
using ModuleIdentities.Emulator;
using ModuleIdentities.Emulator.Amqp;
using DeliveryAcknowledgement = Microsoft.Azure.Devices.DeliveryAcknowledgement;
using DeviceMessage = Microsoft.Azure.Devices.Client.Message;
using DeviceTransport = Microsoft.Azure.Devices.Client.TransportType;
using ServiceMessage = Microsoft.Azure.Devices.Message;
using ServiceTransport = Microsoft.Azure.Devices.TransportType;

namespace ModuleIdentities.AzureSdk.Tests;

/// <summary>The service client of the C# SDK, unmodified, at the emulator's endpoint for service clients.</summary>
public sealed class ServiceClientTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_service_sends_to_a_device_and_is_told_what_became_of_it()
    {
        await using IotEmulator emulator = await EngineBench.StartAsync(Cancellation);
        await using AmqpEndpoint endpoint = AmqpEndpoint.Start(emulator, new AmqpOptions { Port = 5671 });
        await using DeviceClient device = DeviceClient.CreateFromConnectionString(
            await emulator.Devices.AddAsync("valve-1", Cancellation), DeviceTransport.Mqtt_Tcp_Only);
        using ServiceClient service = ServiceClient.CreateFromConnectionString(
            $"HostName={emulator.Hubs[0].HostName};SharedAccessKeyName=service;SharedAccessKey={IotEmulator.DevelopmentKey}", ServiceTransport.Amqp);
        FeedbackReceiver<FeedbackBatch> feedback = service.GetFeedbackReceiver();
        using ServiceMessage message = new(Encoding.UTF8.GetBytes("""{"open":true}""")) { MessageId = "one", Ack = DeliveryAcknowledgement.Full, Properties = { ["by"] = "shift 2" } };

        await device.OpenAsync(Cancellation);
        await service.SendAsync("valve-1", message);
        using DeviceMessage received = await device.ReceiveAsync(Cancellation);
        await device.CompleteAsync(received, Cancellation);
        FeedbackBatch batch = await feedback.ReceiveAsync(Cancellation);
        await feedback.AbandonAsync(batch, Cancellation);
        FeedbackBatch again = await feedback.ReceiveAsync(Cancellation);
        await feedback.CompleteAsync(again, Cancellation);

        Assert.Equal("""{"open":true}""", Encoding.UTF8.GetString(received.GetBytes()));
        Assert.Equal("shift 2", received.Properties["by"]);
        Assert.All([batch, again], told =>
        {
            FeedbackRecord record = Assert.Single(told.Records);
            Assert.Equal(("one", "valve-1", FeedbackStatusCode.Success), (record.OriginalMessageId, record.DeviceId, record.StatusCode));
        });
    }
}
