namespace ModuleIdentities.Tests.Connection;

public sealed class MqttAcknowledgementsTests
{
    private readonly List<ushort> _sent = [];

    [Fact]
    public async Task Messages_are_acknowledged_in_the_order_in_which_they_came_whichever_is_done_with_first()
    {
        TaskCompletionSource seen = new();
        MqttAcknowledgements acknowledgements = new(packetId =>
        {
            _sent.Add(packetId);
            if (packetId == 4)
            {
                seen.SetResult();
            }
        });
        TaskCompletionSource first = new();
        TaskCompletionSource third = new();

        acknowledgements.Add(1, Task.CompletedTask);
        acknowledgements.Add(2, first.Task);
        acknowledgements.Add(3, Task.CompletedTask);
        acknowledgements.Add(4, third.Task);
        third.SetResult();
        Assert.Equal([1], _sent);
        first.SetResult();
        await seen.Task.WaitAsync(TestContext.Current.CancellationToken);

        Assert.Equal([1, 2, 3, 4], _sent);
    }

    [Fact]
    public void What_is_never_done_with_is_never_acknowledged_nor_is_what_came_after_it()
    {
        MqttAcknowledgements acknowledgements = new(_sent.Add);

        acknowledgements.Add(1, Task.FromCanceled(new CancellationToken(canceled: true)));
        acknowledgements.Add(2, Task.CompletedTask);

        Assert.Empty(_sent);
    }
}
