using Amqp;
using Amqp.Listener;

namespace ModuleIdentities.Emulator.Amqp;

/// <summary>Where a service sends cloud-to-device messages: <c>/messages/devicebound</c>. Those of one link are queued in their order.</summary>
internal sealed class DeviceBoundNode(EmulatedHub hub, ClientConnection client, RunningWork work, TimeProvider time) : LinkEndpoint
{
    public const string Address = "/messages/devicebound";

    private readonly Lock _gate = new();
    private Task _last = Task.CompletedTask;

    /// <inheritdoc/>
    public override void OnMessage(MessageContext messageContext)
    {
        lock (_gate)
        {
            Task before = _last;
            _last = work.Run(() => SendAfterAsync(before, messageContext));
        }
    }

    /// <inheritdoc/>
    public override void OnFlow(FlowContext flowContext)
    {
    }

    /// <inheritdoc/>
    public override void OnDisposition(DispositionContext dispositionContext) => dispositionContext.Complete();

    private async Task SendAfterAsync(Task before, MessageContext context)
    {
        await before.ConfigureAwait(false);
        try
        {
            client.RequireService(hub);
            string device = CloudMessage.DeviceOf(context.Message);
            await hub.Devices[device].SendAsync(CloudMessage.Read(context.Message, time.GetUtcNow())).ConfigureAwait(false);
            context.Complete();
        }
        catch (AmqpException exception)
        {
            context.Complete(exception.Error);
        }
        catch (HubRefusedException refusal)
        {
            context.Complete(HubError.Of(refusal));
        }
    }
}
