namespace ModuleIdentities;

/// <summary>Lets callers who want the same thing at the same time share one piece of work.</summary>
/// <remarks>The work goes on while any caller waits; a caller who gives up takes only itself away.</remarks>
internal sealed class SingleFlight<T>
{
    private readonly Lock _gate = new();
    private Flight? _current;

    public async Task<T> RunAsync(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        Flight flight;
        lock (_gate)
        {
            flight = _current ??= new Flight();
            flight.Task ??= FlyAsync(flight, work);
            flight.Waiting++;
        }

        try
        {
            return await flight.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (Leave(flight))
            {
                await flight.Stop.CancelAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Says whether the last caller has left work that is still going on.</summary>
    private bool Leave(Flight flight)
    {
        lock (_gate)
        {
            bool isAbandoned = --flight.Waiting == 0 && _current == flight;
            if (isAbandoned)
            {
                // Who comes now starts anew, and does not share the cancellation.
                _current = null;
            }

            return isAbandoned;
        }
    }

    private async Task<T> FlyAsync(Flight flight, Func<CancellationToken, Task<T>> work)
    {
        // Off the gate before any work is done.
        await Task.Yield();
        try
        {
            return await work(flight.Stop.Token).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                _current = _current == flight ? null : _current;
            }
        }
    }

    private sealed class Flight
    {
        public CancellationTokenSource Stop { get; } = new();

        public Task<T>? Task { get; set; }

        public int Waiting { get; set; }
    }
}
