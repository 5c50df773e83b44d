using Microsoft.Azure.Devices.Client;
using Message = Microsoft.Azure.Devices.Client.Message;
using SdkClient = Microsoft.Azure.Devices.Client.ModuleClient;

namespace ModuleIdentities;

/// <summary>
/// The messages for a module's inputs as their client brings them: each in a call of its own, several at a time, while it wants them acknowledged in the
/// order in which they came.
/// </summary>
/// <param name="client">Their client.</param>
/// <param name="take">Takes a message; what it returns completes when the message may be acknowledged.</param>
/// <param name="over">Ends with the link.</param>
internal sealed class SdkInputs(SdkClient client, Func<InputMessage, Task> take, CancellationToken over)
{
    private readonly Lock _gate = new();
    private Task _last = Task.CompletedTask;

    public async Task<MessageResponse> TakeAsync(Message message, object? context)
    {
        Task acknowledged;
        lock (_gate)
        {
            acknowledged = _last = AcknowledgeAsync(_last, take(SdkMessage.Read(message)), message);
        }

        await acknowledged.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // It is acknowledged already, or never: the link has ended, and it comes again.
        return MessageResponse.None;
    }

    private async Task AcknowledgeAsync(Task before, Task handled, Message message)
    {
        await before.ConfigureAwait(false);
        await handled.WaitAsync(over).ConfigureAwait(false);
        await client.CompleteAsync(message, over).ConfigureAwait(false);
    }
}
