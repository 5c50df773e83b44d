using Amqp.Handler;

namespace ModuleIdentities.Emulator.Amqp;

/// <summary>Tags each delivery with a GUID: the C# service SDK reads the tag of feedback as one (its lock token). The library's own tags have four bytes.</summary>
internal sealed class DeliveryTags : IHandler
{
    /// <inheritdoc/>
    public bool CanHandle(EventId id) => id == EventId.SendDelivery;

    /// <inheritdoc/>
    public void Handle(Event protocolEvent) => ((IDelivery)protocolEvent.Context).Tag = Guid.NewGuid().ToByteArray();
}
