using MQTTnet.Packets;

namespace ModuleIdentities.Emulator.Wire.Mqtt;

/// <summary>Which operation a packet asks for or carries, by its kind and topic (protocol sections 3.2 and 4).</summary>
internal static class MqttOperations
{
    public static EmulatorOperations Of(MqttPacket packet) => packet switch
    {
        MqttConnectPacket => EmulatorOperations.Connect,
        MqttSubscribePacket => EmulatorOperations.Subscribe,
        MqttPublishPacket publish => OfTopic(publish.Topic),
        _ => EmulatorOperations.None,
    };

    private static EmulatorOperations OfTopic(string topic)
    {
        if (topic.StartsWith('$'))
        {
            return topic.StartsWith("$iothub/twin/GET/", StringComparison.Ordinal) ? EmulatorOperations.ReadTwin
                : topic.StartsWith("$iothub/twin/PATCH/properties/reported/", StringComparison.Ordinal) ? EmulatorOperations.UpdateTwin
                : topic.StartsWith("$iothub/twin/PATCH/properties/desired/", StringComparison.Ordinal) ? EmulatorOperations.DesiredChange
                : topic.StartsWith("$iothub/methods/POST/", StringComparison.Ordinal) ? EmulatorOperations.InvokeMethod
                : topic.StartsWith("$iothub/methods/res/", StringComparison.Ordinal) ? EmulatorOperations.MethodReply
                : topic.StartsWith("$dps/registrations/PUT/", StringComparison.Ordinal) ? EmulatorOperations.Register
                : topic.StartsWith("$dps/registrations/GET/", StringComparison.Ordinal) ? EmulatorOperations.PollRegistration
                : EmulatorOperations.None;
        }

        if (!topic.StartsWith("devices/", StringComparison.Ordinal))
        {
            return EmulatorOperations.None;
        }

        string[] levels = topic.Split('/', 6);
        return levels switch
        {
            [_, _, "messages", "events", ..] or [_, _, "modules", _, "messages", ..] => EmulatorOperations.Telemetry,
            [_, _, "messages", "devicebound", ..] or [_, _, "modules", _, "inputs", ..] => EmulatorOperations.CloudToDevice,
            _ => EmulatorOperations.None,
        };
    }
}
