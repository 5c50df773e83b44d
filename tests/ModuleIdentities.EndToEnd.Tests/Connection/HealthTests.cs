using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using ModuleIdentities.EndToEnd.Tests.Connection.Faults;

namespace ModuleIdentities.EndToEnd.Tests.Connection;

public sealed class HealthTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_module_is_alive_whatever_the_network_does_and_ready_when_it_is_connected()
    {
        await using Restartable hub = await Restartable.StartAsync(Cancellation);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging();
        builder.Services.AddSingleton(Microsoft.Extensions.Options.Options.Create(hub.Options));
        builder.Services.AddModule(_ => new Pump());
        builder.Services.AddHealthChecks().Add(ModuleHealthChecks.Live).Add(ModuleHealthChecks.Ready);
        using IHost host = builder.Build();
        HealthCheckService health = host.Services.GetRequiredService<HealthCheckService>();
        Pump pump = host.Services.GetRequiredService<Pump>();
        await hub.GoAsync();
        await host.StartAsync(Cancellation);
        Task send = pump.SendAsync(1, Cancellation);

        HealthReport away = await health.CheckHealthAsync(Cancellation);
        Task connected = new StateWatch(pump.ModuleClient).NextAsync(ConnectionState.Connected);
        await hub.ComeBackAsync();
        await send.WaitAsync(Cancellation);
        await connected.WaitAsync(Cancellation);
        HealthReport back = await health.CheckHealthAsync(Cancellation);
        await pump.DisposeAsync();
        HealthReport over = await health.CheckHealthAsync(Cancellation);
        await host.StopAsync(Cancellation);

        Assert.Equal((HealthStatus.Healthy, HealthStatus.Degraded), StatusOf(away));
        Assert.Equal(1L, (long)away.Entries["moduleidentities-ready"].Data["pump.backlog"]);
        Assert.Equal((HealthStatus.Healthy, HealthStatus.Healthy), StatusOf(back));
        Assert.Equal(("Connected", 0L), ((string)back.Entries["moduleidentities-ready"].Data["pump.state"], (long)back.Entries["moduleidentities-ready"].Data["pump.backlog"]));
        Assert.IsType<TimeSpan>(back.Entries["moduleidentities-ready"].Data["pump.tokenAge"]);
        Assert.Equal((HealthStatus.Unhealthy, HealthStatus.Unhealthy), StatusOf(over));
    }

    private static (HealthStatus Live, HealthStatus Ready) StatusOf(HealthReport report) =>
        (report.Entries["moduleidentities-live"].Status, report.Entries["moduleidentities-ready"].Status);
}
