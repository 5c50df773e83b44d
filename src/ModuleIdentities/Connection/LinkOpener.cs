using Microsoft.Extensions.Logging;

namespace ModuleIdentities;

/// <summary>Opens one link after the other: knows the module's identity, and which way out of the network has worked.</summary>
internal sealed class LinkOpener(string moduleId, string? modelId, ModuleIdentityOptions options, ILogger logger)
{
    private HubTransport _lastGood = HubTransport.Mqtt;
    private ModuleIdentity? _identity;

    /// <summary>The identity of the last link, or of the one being opened.</summary>
    public ModuleIdentity? Identity => Volatile.Read(ref _identity);

    /// <summary>Whether the services were asked for the identity of the last attempt.</summary>
    public bool IsFresh { get; private set; }

    /// <summary>Opens a link.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="anew">Whether the services are asked although the identity is known.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ModuleIdentityException">A service refused, failed or could not be reached.</exception>
    public async Task<HubLink> OpenAsync(int number, bool anew, CancellationToken cancellationToken)
    {
        IsFresh = anew || Identity is null;
        ModuleIdentity identity = anew
            ? await options.Session.RefreshModuleAsync(moduleId, cancellationToken).ConfigureAwait(false)
            : Identity ?? await options.Session.GetModuleAsync(moduleId, cancellationToken).ConfigureAwait(false);
        IsFresh &= identity.Origin != ModuleIdentityOrigin.Cached;
        Volatile.Write(ref _identity, identity);
        if (options.Network.Transport != HubTransport.Automatic)
        {
            return await OpenAsync(identity, options.Network.Transport, number, cancellationToken).ConfigureAwait(false);
        }

        HubTransport other = _lastGood == HubTransport.Mqtt ? HubTransport.MqttWebSocket : HubTransport.Mqtt;
        try
        {
            return await OpenAsync(identity, _lastGood, number, cancellationToken).ConfigureAwait(false);
        }
        catch (ModuleIdentityException exception) when (exception.Code is ModuleIdentityErrorCode.Unreachable or ModuleIdentityErrorCode.TimedOut)
        {
            Log.TransportChanged(logger, moduleId, _lastGood, other, exception.Message);
        }

        HubLink link = await OpenAsync(identity, other, number, cancellationToken).ConfigureAwait(false);
        _lastGood = other;
        return link;
    }

    private Task<HubLink> OpenAsync(ModuleIdentity identity, HubTransport transport, int number, CancellationToken cancellationToken) =>
        HubLink.OpenAsync(identity, modelId, options, transport, number, cancellationToken);
}
