using System.Collections.Concurrent;

namespace ModuleIdentities;

/// <summary>
/// Does one thing after the other on a thread of its own, which ends when there is nothing to do: a TPM does one thing at a time, and what it does blocks,
/// for seconds when it makes a key. There is one for each TPM, whoever uses it: the ways without a manager let only one in (/dev/tpm0), or let all fill
/// the same three places for keys (a simulator's socket).
/// </summary>
internal sealed class TpmQueue
{
    private static readonly ConcurrentDictionary<string, TpmQueue> Queues = new(StringComparer.Ordinal);

    private readonly Lock _gate = new();
    private readonly Queue<Action> _work = [];
    private bool _isWorking;

    private TpmQueue()
    {
    }

    /// <summary>The queue of a TPM.</summary>
    /// <param name="tcti">How it is reached.</param>
    public static TpmQueue Of(string tcti) => Queues.GetOrAdd(tcti, static _ => new TpmQueue());

    /// <summary>Has something done in its turn.</summary>
    /// <param name="work">What.</param>
    /// <param name="cancellationToken">Ends the wait; what the TPM has begun cannot be taken back.</param>
    public async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        TaskCompletionSource<T> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Enqueue(() =>
        {
            if (cancellationToken.IsCancellationRequested)
            {
                result.TrySetCanceled(cancellationToken);
                return;
            }

            try
            {
                result.TrySetResult(work());
            }
            catch (Exception exception)
            {
                result.TrySetException(exception);
            }
        });
        using (cancellationToken.UnsafeRegister(static (state, token) => ((TaskCompletionSource<T>)state!).TrySetCanceled(token), result))
        {
            return await result.Task.ConfigureAwait(false);
        }
    }

    private void Enqueue(Action action)
    {
        lock (_gate)
        {
            _work.Enqueue(action);
            if (_isWorking)
            {
                return;
            }

            _isWorking = true;
        }

        new Thread(Work) { IsBackground = true, Name = "TPM" }.Start();
    }

    private void Work()
    {
        while (true)
        {
            Action? next;
            lock (_gate)
            {
                if (!_work.TryDequeue(out next))
                {
                    _isWorking = false;
                    return;
                }
            }

            next();
        }
    }
}
