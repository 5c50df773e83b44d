using Microsoft.Extensions.Hosting;

namespace ModuleIdentities.Emulator;

/// <summary>Leaves Ctrl+C and SIGTERM to the program that embeds the emulator; ASP.NET Core would take them for itself.</summary>
internal sealed class EmbeddedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
