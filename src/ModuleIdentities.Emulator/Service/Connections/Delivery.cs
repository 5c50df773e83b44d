using ModuleIdentities.Emulator.Service.CloudToDevice;
using ModuleIdentities.Emulator.Service.Messages;

namespace ModuleIdentities.Emulator.Service.Connections;

/// <summary>Something that the hub sends to a connected device or module.</summary>
internal abstract record Delivery
{
    private Delivery()
    {
    }

    /// <summary>A change of the desired properties: the patch with <c>$version</c>, and that version.</summary>
    public sealed record DesiredPatch(long Version, byte[] Body) : Delivery;

    /// <summary>A direct method to run; the answer names <paramref name="RequestId"/>.</summary>
    public sealed record MethodCall(string RequestId, string Name, byte[] Payload) : Delivery;

    /// <summary>A cloud-to-device message, which waits until it is acknowledged.</summary>
    public sealed record CloudMessage(CloudMessageRecord Message) : Delivery;

    /// <summary>A message for an input of an Edge module, which nobody keeps; <paramref name="Outcome"/> completes with its acknowledgement, and fails with the connection.</summary>
    public sealed record InputMessage(string Input, DeviceMessage Message, TaskCompletionSource Outcome) : Delivery;
}
