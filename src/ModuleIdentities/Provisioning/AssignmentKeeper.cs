namespace ModuleIdentities;

/// <summary>Knows which hub the device belongs to: from this process, from the cache, or by registering, which all its modules share.</summary>
internal sealed class AssignmentKeeper(IDeviceProvisioner provisioner, IdentityCache? cache, ServiceRetry retry)
{
    private readonly SingleFlight<DeviceAssignment> _registration = new();
    private DeviceAssignment? _assignment;

    /// <summary>The assignment, and whether it is remembered rather than just made.</summary>
    public async Task<(DeviceAssignment Device, bool IsRemembered)> GetAsync(CancellationToken cancellationToken) =>
        await RecallAsync(cancellationToken).ConfigureAwait(false) is { } known
            ? (known, true)
            : (await RegisterAsync(cancellationToken).ConfigureAwait(false), false);

    /// <summary>The assignment as far as it is known without asking; null when it is not.</summary>
    public async Task<DeviceAssignment?> RecallAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _assignment) is null && cache is not null)
        {
            DeviceAssignment? cached = await cache.ReadAssignmentAsync(cancellationToken).ConfigureAwait(false);
            Interlocked.CompareExchange(ref _assignment, cached, null);
        }

        return Volatile.Read(ref _assignment);
    }

    /// <summary>Registers the device, whatever is known.</summary>
    public Task<DeviceAssignment> RegisterAsync(CancellationToken cancellationToken) => _registration.RunAsync(
        async token =>
        {
            DeviceAssignment device = await retry.RunAsync(provisioner.ProvisionAsync, token).ConfigureAwait(false);
            Volatile.Write(ref _assignment, device);
            if (cache is not null)
            {
                await cache.WriteAssignmentAsync(device, token).ConfigureAwait(false);
            }

            return device;
        },
        cancellationToken);
}
