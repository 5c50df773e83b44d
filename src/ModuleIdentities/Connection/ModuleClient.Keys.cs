namespace ModuleIdentities;

/// <content>The replacement of the module's secrets.</content>
public sealed partial class ModuleClient
{
    private CancellationTokenSource _rotationEnd = new();
    private Task _rotating = Task.CompletedTask;

    /// <summary>
    /// Replaces both keys of the module, one while the other works, from the device itself: three registry operations, and two reconnects of a
    /// fraction of a second during which telemetry waits. Nothing that was accepted is lost.
    /// </summary>
    /// <param name="cancellationToken">Ends the rotation; at least one key that the hub accepts is known to the device then.</param>
    /// <returns>The identity with its new keys.</returns>
    /// <exception cref="InvalidOperationException">The module has not been connected, or is not provisioned yet.</exception>
    /// <exception cref="ModuleIdentityException">
    /// A service refused, failed or could not be reached; or somebody else replaces the keys; or the hub does not accept the new key, in which case the
    /// module stays connected with its old one.
    /// </exception>
    public Task<ModuleIdentity> RotateKeysAsync(CancellationToken cancellationToken = default)
    {
        ModuleConnection connection = Connection;
        return _options!.Session.RotateAsync(Identity, (identity, token) => KeyAdoption.RunAsync(connection, identity, token), cancellationToken);
    }

    private async Task RotateWhenDueAsync(ModuleConnection connection, ModuleIdentityOptions options)
    {
        try
        {
            await new RotationSchedule(this, connection, options).RunAsync(_rotationEnd.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or InvalidOperationException && _rotationEnd.IsCancellationRequested)
        {
            // Disposed.
        }
    }
}
