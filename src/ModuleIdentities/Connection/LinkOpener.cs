using Microsoft.Extensions.Logging;

namespace ModuleIdentities;

/// <summary>Opens one link after the other: knows the module's identity, and which way out of the network has worked.</summary>
internal sealed class LinkOpener(string moduleId, string? modelId, HeardByModule heard, ModuleIdentityOptions options, ILogger logger)
{
    private HubTransport _lastGood = HubTransport.Mqtt;
    private ModuleIdentity? _identity;

    /// <summary>The identity of the last link, or of the one being opened.</summary>
    public ModuleIdentity? Identity => Volatile.Read(ref _identity);

    /// <summary>Goes over to an identity with the next link.</summary>
    public void Use(ModuleIdentity identity) => Volatile.Write(ref _identity, identity);

    /// <summary>Opens a link. An identity that the hub refuses is replaced while there is anything left to try.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="anew">Whether the Device Provisioning Service is asked although the identity is known.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ModuleIdentityException">A service refused, failed or could not be reached.</exception>
    public async Task<HubLink> OpenAsync(int number, bool anew, CancellationToken cancellationToken)
    {
        IModuleSource source = options.Session;
        ModuleIdentity identity = anew
            ? await source.LocateAsync(moduleId, cancellationToken).ConfigureAwait(false)
            : Identity ?? await source.GetModuleAsync(moduleId, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            Use(identity);
            try
            {
                HubLink link = await OpenAsync(identity, number, cancellationToken).ConfigureAwait(false);
                Use(identity.After(RecoveryStep.None));
                return link;
            }
            catch (ModuleIdentityException exception) when (exception.Code == ModuleIdentityErrorCode.CredentialRefused)
            {
                if (await source.ReplaceRefusedAsync(identity, cancellationToken).ConfigureAwait(false) is not { } next)
                {
                    throw;
                }

                identity = next;
            }
        }
    }

    private async Task<HubLink> OpenAsync(ModuleIdentity identity, int number, CancellationToken cancellationToken)
    {
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
        options.UsedEngine.ConnectAsync(new LinkRequest(identity, modelId, heard, transport, number), options, cancellationToken);
}
