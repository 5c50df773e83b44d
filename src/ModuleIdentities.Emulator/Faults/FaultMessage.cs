using System.Collections.Concurrent;
using System.Globalization;
using ModuleIdentities.Emulator.Service.Messages;
using ModuleIdentities.Emulator.Wire.Mqtt;
using MQTTnet.Packets;

namespace ModuleIdentities.Emulator.Faults;

/// <summary>
/// The fault messages that IoT Hub takes from Microsoft's own end-to-end tests: telemetry with properties that ask for a fault of its own connection.
/// Such a message is no telemetry and gets no PUBACK. One that comes again is acknowledged and asks for nothing, so that a client that repeats what was
/// not acknowledged finds an end.
/// </summary>
internal sealed class FaultMessage(FaultList faults)
{
    private const string Type = "AzIoTHub_FaultOperationType";
    private const string DelaySeconds = "AzIoTHub_FaultOperationDelayInSecs";
    private const string DurationSeconds = "AzIoTHub_FaultOperationDurationInSecs";

    // Of the tests that the messages come from.
    private static readonly TimeSpan UsualDelay = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan UsualDuration = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, bool> _taken = new(StringComparer.Ordinal);

    public static bool Is(MqttPacket packet) => packet is MqttPublishPacket publish && publish.Topic.Contains(Type, StringComparison.Ordinal);

    /// <summary>Adds the fault that the message asks for.</summary>
    /// <returns>Whether the message is to be acknowledged.</returns>
    public bool Take(MqttPublishPacket publish, Occasion sender)
    {
        string bag = publish.Topic[(publish.Topic.LastIndexOf("/events/", StringComparison.Ordinal) + "/events/".Length)..];
        DeviceMessage message = PropertyBag.Read(bag, default);
        string? id = message.SystemProperties.GetValueOrDefault("message-id") ?? message.Properties.GetValueOrDefault("fault:requestid");
        if (publish.Dup || (id is not null && !_taken.TryAdd($"{sender.DeviceId}/{sender.ModuleId}/{id}", true)))
        {
            return true;
        }

        TimeSpan delay = Seconds(message, DelaySeconds) ?? UsualDelay;
        TimeSpan duration = Seconds(message, DurationSeconds) is { } given && given > TimeSpan.Zero ? given : UsualDuration;
        foreach (Fault fault in FaultsOf(message.Properties[Type], duration))
        {
            faults.Add(fault with { DeviceId = sender.DeviceId, ModuleId = sender.ModuleId ?? "", StartsIn = delay });
        }

        return false;
    }

    private static Fault[] FaultsOf(string type, TimeSpan duration) => type switch
    {
        "KillTcp" or "ShutDownMqtt" => [Fault.DropLink()],
        "InvokeThrottling" => [Fault.DelayAcknowledgement(duration) with { Duration = duration }],
        "InvokeMaxMessageQuota" => [Fault.Lose(EmulatorOperations.Telemetry) with { Duration = duration }],
        "InvokeAuthError" => [Fault.RefuseConnect(5) with { Duration = duration }, Fault.DropLink()],

        // The others are faults of AMQP, which is not spoken: a lost connection says so at once.
        _ => [Fault.DropLink()],
    };

    private static TimeSpan? Seconds(DeviceMessage message, string name) =>
        message.Properties.TryGetValue(name, out string? text)
        && uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint seconds) ? TimeSpan.FromSeconds(seconds) : null;
}
