using System.Text.Json.Nodes;
using ModuleIdentities.Emulator.Service;
using ModuleIdentities.Emulator.Service.Twins;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace ModuleIdentities.Emulator.Wire.Mqtt;

/// <summary>Answers what a device or module asks of its own twin (protocol 4.6). Answers go out at QoS 0.</summary>
internal sealed class HubTwins(TwinService twins, HubLimits limits, TimeProvider time, PrincipalId principal, CancellationToken closed)
{
    public async Task<MqttPacket?> GetAsync(HubRequest.GetTwin request)
    {
        try
        {
            TwinRecord record = twins.Get(principal).Record;
            byte[] body = TwinText.Write(new JsonObject { ["desired"] = record.Desired.ForDevice(), ["reported"] = record.Reported.ForDevice() });
            await limits.AdmitAsync(HubThrottle.TwinReads, "TwinRead", body.Length, closed).ConfigureAwait(false);
            return Packet(HubTopics.TwinAnswer(200, request.Id, null), body);
        }
        catch (HubRefusedException exception)
        {
            return Refuse(request, exception);
        }
    }

    public async Task<MqttPacket?> ReportAsync(HubRequest.Report request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        try
        {
            await limits.AdmitAsync(HubThrottle.TwinUpdates, "TwinUpdate", body.Length, closed).ConfigureAwait(false);
            Twin twin = await twins.ReportAsync(principal, TwinText.Read(body), cancellationToken).ConfigureAwait(false);
            return Packet(HubTopics.TwinAnswer(204, request.Id, twin.Record.Reported.Version), []);
        }
        catch (HubRefusedException exception)
        {
            return Refuse(request, exception);
        }
    }

    private static MqttPublishPacket Packet(string topic, byte[] body) => new()
    {
        Topic = topic,
        PayloadSegment = body,
        QualityOfServiceLevel = MqttQualityOfServiceLevel.AtMostOnce,
    };

    private MqttPublishPacket Refuse(HubRequest request, HubRefusedException exception) => Packet(
        HubTopics.TwinAnswer(exception.Status, request.Id, null), HubErrorJson.Write(exception.Code, exception.Message, time.GetUtcNow()));
}
