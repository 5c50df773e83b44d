using System.Collections.Concurrent;

namespace ModuleIdentities.Emulator.Amqp;

/// <summary>The queues that services read from, one of each hub; filled from the first reader on with all that there has been.</summary>
internal sealed class ServiceQueues(RunningWork work) : IDisposable
{
    private readonly ConcurrentDictionary<EmulatedHub, Lazy<FeedbackQueue>> _feedback = new();
    private readonly CancellationTokenSource _over = new();

    public FeedbackQueue FeedbackOf(EmulatedHub hub) => _feedback.GetOrAdd(hub, each => new Lazy<FeedbackQueue>(() => Fill(each))).Value;

    /// <summary>Fills them no longer.</summary>
    public void Cancel() => _over.Cancel();

    public void Dispose() => _over.Dispose();

    private FeedbackQueue Fill(EmulatedHub hub)
    {
        FeedbackQueue queue = new();
        work.Run(() => queue.FillAsync(hub.Feedback, _over.Token));
        return queue;
    }
}
