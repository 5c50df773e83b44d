using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ModuleIdentities;

/// <summary>
/// Begins to connect a module when the host starts, and disconnects it when the host stops. The host does not wait for the connection: an
/// application starts with no network.
/// </summary>
internal sealed class ModuleHostedService(IModule module, IOptions<ModuleIdentityOptions> options) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        module.ModuleClient.Start(module, options.Value);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // What was accepted is sent within the host's time-out.
        await module.ModuleClient.StopAsync(cancellationToken).ConfigureAwait(false);
        await module.DisposeAsync().ConfigureAwait(false);
    }
}
