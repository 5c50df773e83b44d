using System.Collections;
using System.ComponentModel;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace ModuleIdentities.Testing;

/// <summary>What one method of a fake module was given, oldest first. May be read while it is written.</summary>
/// <typeparam name="T">What the method takes: its one parameter, or a tuple of several, without the cancellation token.</typeparam>
public sealed class SentLog<T> : IReadOnlyList<T>
{
    private readonly Lock _gate = new();
    private readonly List<T> _values = [];
    private TaskCompletionSource? _grown;

    /// <summary>
    /// What a call does once it is remembered; its task is the call's, and what it throws is thrown. Null, the default, for a call that succeeds at
    /// once. <see cref="ModuleFailure"/> makes what a real module throws.
    /// </summary>
    public Func<T, CancellationToken, Task>? OnSend { get; set; }

    /// <inheritdoc/>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _values.Count;
            }
        }
    }

    /// <inheritdoc/>
    public T this[int index]
    {
        get
        {
            lock (_gate)
            {
                return _values[index];
            }
        }
    }

    /// <summary>The first value as <paramref name="where"/> wants it: at once if it is there, else when it comes.</summary>
    /// <param name="where">Which; the first when null.</param>
    /// <param name="within">How long to wait, by the machine's clock; 30 seconds when null.</param>
    /// <param name="condition">Its text, which the compiler fills in.</param>
    /// <exception cref="HubAssertionException">None came in time.</exception>
    public async Task<T> WaitFor(
        Func<T, bool>? where = null, TimeSpan? within = null, [CallerArgumentExpression(nameof(where))] string? condition = null)
    {
        Predicate<T> isWanted = value => where?.Invoke(value) ?? true;
        List<T> values = await WaitAsync(
            each => each.Exists(isWanted),
            within,
            $"the fake was not given anything{(condition is null ? "" : $" with {condition}")}",
            ", but").ConfigureAwait(false);
        return values[values.FindIndex(isWanted)];
    }

    /// <summary>All values, once there are this many.</summary>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="within">How long to wait, by the machine's clock; 30 seconds when null.</param>
    /// <exception cref="HubAssertionException">They were not there in time.</exception>
    public async Task<IReadOnlyList<T>> WaitForCount(int count, TimeSpan? within = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return await WaitAsync(
            values => values.Count >= count,
            within,
            $"the fake was given a value less than {count.ToString(CultureInfo.InvariantCulture)} times",
            "").ConfigureAwait(false);
    }

    /// <summary>What the generated fake calls.</summary>
    /// <param name="value">What the method was given.</param>
    /// <param name="cancellationToken">The method's.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Task RecordAsync(T value, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        TaskCompletionSource? grown;
        lock (_gate)
        {
            _values.Add(value);
            grown = _grown;
            _grown = null;
        }

        grown?.TrySetResult();
        return OnSend?.Invoke(value, cancellationToken) ?? Task.CompletedTask;
    }

    /// <summary>The values so far.</summary>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)Snapshot()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private Task<List<T>> WaitAsync(Predicate<List<T>> isMet, TimeSpan? within, string failure, string instead) => BoundedWait.ForAsync(
        async cancellationToken =>
        {
            while (true)
            {
                (List<T> values, Task grown) = Look();
                if (isMet(values))
                {
                    return values;
                }

                await grown.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        },
        within,
        () => Snapshot() is { Count: > 0 } values ? $"{failure}{instead}: {string.Join("; ", values)}" : $"{failure}.");

    private (List<T> Values, Task Grown) Look()
    {
        lock (_gate)
        {
            _grown ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return ([.. _values], _grown.Task);
        }
    }

    private List<T> Snapshot()
    {
        lock (_gate)
        {
            return [.. _values];
        }
    }
}
