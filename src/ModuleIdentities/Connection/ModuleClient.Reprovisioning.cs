namespace ModuleIdentities;

/// <content>The move to another hub.</content>
public sealed partial class ModuleClient
{
    private ReprovisionRequests? _requests;

    /// <summary>
    /// Registers the device again, whatever is cached, and goes over to the module in the hub that it is assigned to now; it is made there when it is
    /// missing. A device that stays where it is keeps its connection. Nothing that was accepted is lost.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait; a module that the new hub has created by then stays.</param>
    /// <returns>The identity in that hub.</returns>
    /// <exception cref="InvalidOperationException">The module has not been connected, or is not provisioned yet.</exception>
    /// <exception cref="ModuleIdentityException">A service refused, failed or could not be reached; or the new hub does not accept the module.</exception>
    public async Task<ModuleIdentity> ReprovisionAsync(CancellationToken cancellationToken = default) =>
        (await ReprovisionAsync(null, cancellationToken).ConfigureAwait(false))!;

    /// <param name="request">What asks for it; null for somebody who asks now.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The identity; null when the very request was served before.</returns>
    internal Task<ModuleIdentity?> ReprovisionAsync(string? request, CancellationToken cancellationToken)
    {
        ModuleConnection connection = Connection;
        ModuleIdentity before = Identity;
        return _options!.Session.ReprovisionAsync(
            _definition.ModuleId,
            request,
            (identity, token) => identity.IsSameAs(before) ? Task.CompletedTask : KeyAdoption.RunAsync(connection, identity, token),
            cancellationToken);
    }
}
