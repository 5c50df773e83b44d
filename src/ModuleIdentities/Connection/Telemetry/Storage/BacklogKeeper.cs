using Microsoft.Extensions.Logging;

namespace ModuleIdentities;

/// <summary>
/// Keeps a backlog in a store, one step at a time: takes what <see cref="Backlog"/> decides, has the store do it, and tells both sides the outcome.
/// Whoever drives it decides when: <see cref="KeeperLoop"/>, or a simulation.
/// </summary>
/// <param name="moduleId">The module, for messages.</param>
/// <param name="sender">Who owns the backlog.</param>
/// <param name="store">The store.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where faults are reported.</param>
internal sealed class BacklogKeeper(string moduleId, TelemetrySender sender, IMessageStore store, TimeProvider time, ILogger logger)
{
    private const string NotOpen = "it is not open yet";

    private string? _fault = NotOpen;

    /// <summary>Why what is accepted is not durable; null when it is.</summary>
    public string? Fault => Volatile.Read(ref _fault);

    /// <summary>Does the next thing, if there is one. Lasts as long as the disk takes.</summary>
    /// <param name="all">Whether to write also what could wait for company.</param>
    /// <returns>False when there was nothing to do.</returns>
    public bool Step(bool all)
    {
        if (sender.TakeWork(all) is not { } work)
        {
            return false;
        }

        try
        {
            Perform(work);
        }
        catch (MessageStoreException exception) when (exception.IsDamaged)
        {
            SetAside(work, exception);
        }
        catch (MessageStoreException exception)
        {
            Fail(work, exception);
        }

        return true;
    }

    private void Perform(StoreWork work)
    {
        switch (work.Kind)
        {
            case StoreWorkKind.Open:
                StoreContent content = store.Open();
                sender.Update(backlog => backlog.Opened(content));
                Work();
                Log.OutboxOpened(logger, moduleId, content.Messages);
                break;
            case StoreWorkKind.Read:
                IReadOnlyList<OutgoingMessage> read = [.. store.Read(work.After, work.Most).Select(Recall)];
                sender.Update(backlog => backlog.Read(read));
                break;
            default:
                store.Write(work.Added, work.Removed);
                Work();

                // Before they enter the queue: from there on they may be acknowledged, and used again for other messages.
                work.Accepted.ForEach(static message => message.Complete(null));
                ModuleIdentitiesTelemetry.Stored(moduleId, work.Accepted);
                List<OutgoingMessage> spilled = [];
                sender.Update(backlog => spilled = backlog.Written(work));
                spilled.ForEach(static message => message.Return());
                break;
        }
    }

    private OutgoingMessage Recall(StoredMessage stored)
    {
        OutgoingMessage message = OutgoingMessage.Of(stored, sender);

        // A time that cannot be is that of a clock that was not set.
        TimeSpan age = time.GetUtcNow() - stored.Accepted;
        bool isKnown = stored.Accepted >= OutgoingMessage.ClockIsSet && age > TimeSpan.Zero;
        message.AcceptedAt = time.GetTimestamp() - (isKnown ? (long)(age.TotalSeconds * time.TimestampFrequency) : 0);
        return message;
    }

    private void Work()
    {
        if (Interlocked.Exchange(ref _fault, null) is not (null or NotOpen))
        {
            Log.OutboxWorks(logger, moduleId);
        }
    }

    private void Fail(StoreWork work, MessageStoreException exception)
    {
        if (Interlocked.Exchange(ref _fault, exception.Message) != exception.Message)
        {
            Log.OutboxFailed(logger, moduleId, exception.Message);
        }

        Return(work, static (backlog, failed) => backlog.Failed(failed));
    }

    private void SetAside(StoreWork work, MessageStoreException damage)
    {
        try
        {
            string place = store.SetAside();
            Log.OutboxSetAside(logger, moduleId, damage.Message, place);
            Return(work, static (backlog, failed) => backlog.SetAside(failed));
        }
        catch (MessageStoreException exception)
        {
            Fail(work, exception);
        }
    }

    private void Return(StoreWork work, Func<Backlog, StoreWork, List<OutgoingMessage>> giveBack)
    {
        List<OutgoingMessage> cancelled = [];
        sender.Update(backlog => cancelled = giveBack(backlog, work));
        cancelled.ForEach(static message => message.Cancel(message.Cancellation));
    }
}
