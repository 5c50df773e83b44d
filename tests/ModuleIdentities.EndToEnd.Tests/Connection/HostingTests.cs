using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests.Connection;

/// <summary>Modules in a host: it starts without a network, and its stop sends what was accepted, as long as it has time.</summary>
public sealed class HostingTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stop_waits_for_what_was_accepted()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        using IHost host = Build(emulator.Enroll());
        await host.StartAsync(Cancellation);
        Pump pump = host.Services.GetRequiredService<Pump>();
        using FaultHandle slow = emulator.Faults.Add(Fault.DelayAcknowledgement(TimeSpan.FromMilliseconds(300)) with { ModuleId = "pump" });
        Task[] sends = [.. Enumerable.Range(0, 100).Select(number => pump.SendAsync(number, Cancellation))];

        await host.StopAsync(Cancellation);

        Assert.All(sends, send => Assert.True(send.IsCompletedSuccessfully));
        Assert.Equal(Enumerable.Range(0, 100), Pump.NumbersOf(emulator));
        Assert.Equal(ConnectionState.Disposed, pump.ModuleClient.State);
    }

    [Fact]
    public async Task A_stop_without_a_network_ends_with_the_hosts_time_and_says_of_each_message_whether_it_may_have_arrived()
    {
        await using Restartable hub = await Restartable.StartAsync(Cancellation);
        await hub.GoAsync();
        using IHost host = Build(hub.Options, TimeSpan.FromSeconds(1));
        await host.StartAsync(Cancellation);
        Task send = host.Services.GetRequiredService<Pump>().SendAsync(1, Cancellation);

        await host.StopAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, Cancellation);

        ModuleIdentityException exception = await Assert.ThrowsAsync<ModuleIdentityException>(() => send);
        Assert.Equal((ModuleIdentityErrorCode.Stopped, false), (exception.Code, exception.WasSent));
    }

    [Fact]
    public async Task Many_modules_of_one_process_need_no_threads_of_their_own()
    {
        const int Modules = 40;
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        ModuleIdentityOptions options = emulator.Enroll();
        int before = ThreadsOfTheirOwn();
        ModuleClient[] clients = [.. Enumerable.Range(0, Modules).Select(i => new ModuleClient($"module-{i}"))];
        await Task.WhenAll(clients.Select(client => client.ConnectAsync(options, Cancellation)));

        // Whatever else runs in this process meanwhile: a thread for each module would show.
        Assert.InRange(ThreadsOfTheirOwn() - before, -Modules, Modules / 2);
        await Task.WhenAll(clients.Select(client => client.DisposeAsync().AsTask()));
    }

    private static int ThreadsOfTheirOwn()
    {
        using Process self = Process.GetCurrentProcess();
        return self.Threads.Count - ThreadPool.ThreadCount;
    }

    private static IHost Build(ModuleIdentityOptions options, TimeSpan? shutdownTimeout = null)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(Microsoft.Extensions.Options.Options.Create(options));
        builder.Services.AddModule(_ => new Pump());
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = shutdownTimeout ?? host.ShutdownTimeout);
        return builder.Build();
    }
}
