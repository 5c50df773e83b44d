using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ModuleIdentities;

/// <summary>Connects a module before the host counts as started, and disconnects it when the host stops.</summary>
internal sealed class ModuleHostedService(IModule module, IOptions<ModuleIdentityOptions> options) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => module.Client.ConnectAsync(options.Value, cancellationToken);

    public async Task StopAsync(CancellationToken cancellationToken) => await module.DisposeAsync().ConfigureAwait(false);
}
