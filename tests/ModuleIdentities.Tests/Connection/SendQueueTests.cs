using FsCheck;
using FsCheck.Fluent;

namespace ModuleIdentities.Tests.Connection;

public sealed class SendQueueTests
{
    [Fact]
    public void Behaves_like_a_list_of_those_on_their_way_and_a_list_of_those_that_wait() => Prop.ForAll<PositiveInt, byte[]>((size, steps) =>
    {
        int window = 1 + (size.Item % 8);
        SendQueue queue = new(window);
        List<Message> inFlight = [];
        List<Message> waiting = [];
        foreach (byte step in steps)
        {
            switch (step % 5)
            {
                case 0 or 1:
                    Message added = new() { Size = step };
                    queue.Add(added);
                    waiting.Add(added);
                    break;
                case 2:
                    Message? expected = inFlight.Count < window ? waiting.FirstOrDefault() : null;
                    Assert.Same(expected, queue.TakeNext());
                    if (expected is not null)
                    {
                        waiting.Remove(expected);
                        inFlight.Add(expected);
                    }

                    break;
                case 3:
                    if (inFlight.Concat(waiting).ElementAtOrDefault(step / 5 % 10) is { } removed)
                    {
                        Assert.True(queue.Remove(removed));
                        Assert.False(queue.Remove(removed));
                        inFlight.Remove(removed);
                        waiting.Remove(removed);
                    }

                    break;
                default:
                    queue.Rewind();
                    waiting.InsertRange(0, inFlight);
                    inFlight.Clear();
                    break;
            }

            Assert.Same(inFlight.Concat(waiting).FirstOrDefault(), queue.Oldest);
            Assert.Equal(
                (inFlight.Count, inFlight.Count + waiting.Count, inFlight.Concat(waiting).Sum(message => (long)message.Size)),
                (queue.InFlight, queue.Count, queue.Bytes));
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000).WithEndSize(100));

    private sealed class Message : QueuedMessage;
}
