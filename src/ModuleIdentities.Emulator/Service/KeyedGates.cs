namespace ModuleIdentities.Emulator.Service;

/// <summary>Lets one at a time work on what a device or module owns. A fixed number of gates is shared by all, so that none has to be kept for each.</summary>
internal sealed class KeyedGates
{
    private const int Count = 256;

    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, Count).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Waits for its turn; disposing of the pass ends it.</summary>
    public async ValueTask<Pass> EnterAsync(PrincipalId principal, CancellationToken cancellationToken)
    {
        SemaphoreSlim gate = _gates[(uint)principal.GetHashCode() % Count];
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Pass(gate);
    }

    internal readonly struct Pass(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
