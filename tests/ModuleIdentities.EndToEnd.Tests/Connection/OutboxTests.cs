using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModuleIdentities.Emulator;

namespace ModuleIdentities.EndToEnd.Tests.Connection;

public sealed class OutboxTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("moduleidentities-outbox-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string OutboxFile => Assert.Single(Directory.GetFiles(_folder, "*.outbox"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_is_accepted_while_the_hub_is_away_outlives_the_process_and_is_sent_before_anything_new()
    {
        await using Restartable hub = await Restartable.StartAsync(Cancellation);
        await using (Pump pump = await Pump.ConnectAsync(Outbox(hub.Options), Cancellation))
        {
            await hub.GoAsync();
            Task[] sends = [.. Enumerable.Range(0, 2000).Select(number => pump.SendAsync(number, Cancellation))];
            await Task.WhenAll(sends).WaitAsync(Cancellation);
            TelemetryBacklog backlog = pump.ModuleClient.TelemetryBacklog;
            Assert.Equal((2000, true, null), (backlog.Messages, backlog.IsDurable, backlog.Fault));
        }

        await hub.ComeBackAsync();
        await using Pump next = await Pump.ConnectAsync(Outbox(Again(hub.Options)), Cancellation);
        await next.SendAsync(2000, Cancellation);
        await next.ModuleClient.FlushAsync(Cancellation);

        Assert.Equal(Enumerable.Range(0, 2001), Pump.NumbersOf(hub.Emulator));
        Assert.Equal(0, next.ModuleClient.TelemetryBacklog.Messages);
    }

    [Fact]
    public async Task A_message_that_is_sent_again_has_the_id_that_it_had_and_every_other_has_another()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using Pump pump = await Pump.ConnectAsync(Outbox(emulator.Enroll()), Cancellation);
        using FaultHandle lost = emulator.Faults.Add(Fault.LoseAcknowledgement() with { Times = 1 });
        await pump.SendAsync(1, Cancellation);
        await pump.SendAsync(2, Cancellation);
        await lost.HitAsync(cancellationToken: Cancellation);
        using FaultHandle drop = emulator.Faults.Add(Fault.DropLink());
        await pump.ModuleClient.FlushAsync(Cancellation);

        (int Number, string? Id)[] arrived = [.. Pump.ArrivalsAt(emulator)];
        Assert.True(arrived.Count(one => one.Number == 1) == 2, string.Join(", ", arrived));
        Assert.Equal([1, 2], arrived.DistinctBy(one => one.Id).Select(one => one.Number));
        Assert.All(arrived, one => Assert.NotNull(one.Id));
    }

    [Fact]
    public async Task Each_message_says_when_it_was_accepted()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        await using Pump pump = await Pump.ConnectAsync(Outbox(emulator.Enroll()), Cancellation);
        DateTimeOffset before = DateTimeOffset.UtcNow.AddMilliseconds(-1);
        await pump.SendAsync(1, Cancellation);
        await pump.ModuleClient.FlushAsync(Cancellation);

        string said = emulator.Messages.Snapshot()[0].SystemProperties["creation-time-utc"];
        Assert.InRange(DateTimeOffset.Parse(said, System.Globalization.CultureInfo.InvariantCulture), before, DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task A_full_outbox_drops_the_oldest_when_it_is_told_to_and_says_so()
    {
        await using Restartable hub = await Restartable.StartAsync(Cancellation);
        ModuleIdentityOptions options = Outbox(hub.Options, outbox => (outbox.Capacity, outbox.WhenFull) = (100, TelemetryFullMode.DropOldest));
        await using Pump pump = new();
        ConcurrentQueue<TelemetryDropped> dropped = new();
        TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        pump.ModuleClient.TelemetryDropped += (_, one) =>
        {
            dropped.Enqueue(one);
            if (dropped.Sum(each => each.Messages) == 50)
            {
                all.TrySetResult();
            }
        };
        await ModuleClient.ConnectAsync(pump, options, Cancellation);
        await hub.GoAsync();
        for (int number = 0; number < 150; number++)
        {
            await pump.SendAsync(number, Cancellation);
        }

        await all.Task.WaitAsync(Cancellation);
        await hub.ComeBackAsync();
        await pump.ModuleClient.FlushAsync(Cancellation);

        Assert.All(dropped, one => Assert.Equal(TelemetryDropReason.QueueFull, one.Reason));
        Assert.Equal(Enumerable.Range(50, 100), Pump.NumbersOf(hub.Emulator));
    }

    [Fact]
    public async Task A_full_outbox_refuses_the_newest_when_it_is_told_to()
    {
        await using Restartable hub = await Restartable.StartAsync(Cancellation);
        await using Pump pump = await Pump.ConnectAsync(
            Outbox(hub.Options, outbox => (outbox.Capacity, outbox.WhenFull) = (3, TelemetryFullMode.Throw)), Cancellation);
        await hub.GoAsync();
        for (int number = 0; number < 3; number++)
        {
            await pump.SendAsync(number, Cancellation);
        }

        Assert.Equal(ModuleIdentityErrorCode.QueueFull, (await Assert.ThrowsAsync<ModuleIdentityException>(() => pump.SendAsync(3, Cancellation))).Code);
        await hub.ComeBackAsync();
        await pump.ModuleClient.FlushAsync(Cancellation);
        Assert.Equal([0, 1, 2], Pump.NumbersOf(hub.Emulator));
    }

    [Fact]
    public async Task A_full_outbox_has_the_senders_wait_when_it_is_told_to()
    {
        await using Restartable hub = await Restartable.StartAsync(Cancellation);
        await using Pump pump = await Pump.ConnectAsync(Outbox(hub.Options, outbox => outbox.Capacity = 3), Cancellation);
        await hub.GoAsync();
        Task[] sends = [.. Enumerable.Range(0, 5).Select(number => pump.SendAsync(number, Cancellation))];
        await Task.WhenAll(sends[..3]).WaitAsync(Cancellation);
        Assert.All(sends[3..], send => Assert.False(send.IsCompleted));

        await hub.ComeBackAsync();
        await Task.WhenAll(sends).WaitAsync(Cancellation);
        await pump.ModuleClient.FlushAsync(Cancellation);

        Assert.Equal(Enumerable.Range(0, 5), Pump.NumbersOf(hub.Emulator));
    }

    [Fact]
    public async Task A_damaged_file_is_set_aside_and_reported_and_the_module_goes_on()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        IConfigurationRoot configuration = emulator.Configure();
        await using (Pump pump = await Pump.ConnectAsync(Outbox(emulator.Options(configuration)), Cancellation))
        {
            await pump.SendAsync(1, Cancellation);
            await pump.ModuleClient.FlushAsync(Cancellation);
        }

        await File.WriteAllTextAsync(OutboxFile, new string('?', 5000), Cancellation);
        ConcurrentQueue<int> logged = new();
        await using Pump next = await Pump.ConnectAsync(Outbox(emulator.Options(configuration, (id, _) => logged.Enqueue(id.Id))), Cancellation);
        await next.SendAsync(2, Cancellation);
        await next.ModuleClient.FlushAsync(Cancellation);

        Assert.Contains(1604, logged);
        Assert.True(next.ModuleClient.TelemetryBacklog.IsDurable);
        Assert.Equal(new string('?', 5000), await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(_folder, "*.set-aside-*")), Cancellation));
        Assert.Equal([1, 2], Pump.NumbersOf(emulator));
    }

    [Fact]
    public async Task Without_a_disk_a_send_completes_when_the_hub_has_acknowledged_it_and_the_backlog_says_why()
    {
        await using Restartable hub = await Restartable.StartAsync(Cancellation);
        string file = Path.Combine(_folder, "a-file");
        await File.WriteAllTextAsync(file, "", Cancellation);
        await using Pump pump = await Pump.ConnectAsync(Outbox(hub.Options, outbox => outbox.Directory = file), Cancellation);
        await pump.SendAsync(1, Cancellation);
        TelemetryBacklog backlog = pump.ModuleClient.TelemetryBacklog;
        Assert.False(backlog.IsDurable);
        Assert.NotNull(backlog.Fault);
        Assert.Equal([1], Pump.NumbersOf(hub.Emulator));

        await hub.GoAsync();
        Task send = pump.SendAsync(2, Cancellation);
        Assert.False(send.IsCompleted);
        await hub.ComeBackAsync();
        await send.WaitAsync(Cancellation);

        Assert.Equal([2], Pump.NumbersOf(hub.Emulator));
    }

    [Fact]
    public async Task A_host_adds_it_in_one_line_and_its_section_configures_it()
    {
        await using IotEmulator emulator = await IotEmulator.StartAsync(cancellationToken: Cancellation);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddConfiguration(emulator.Configure(("Outbox:Directory", _folder), ("Outbox:Capacity", "7")));
        builder.AddOutbox();
        builder.Services.AddModuleIdentitiesCore(builder.Configuration).AddModule(_ => new Pump());
        using IHost host = builder.Build();

        Assert.Equal(7, host.Services.GetRequiredService<IOptions<ModuleIdentityOptions>>().Value.Outbox.Capacity);
        await host.StartAsync(Cancellation);
        await host.Services.GetRequiredService<Pump>().SendAsync(1, Cancellation);
        await host.StopAsync(Cancellation);

        Assert.Equal([1], Pump.NumbersOf(emulator));
        Assert.True(File.Exists(OutboxFile));
    }

    [Fact]
    public async Task Without_a_directory_it_says_so_before_anything_is_sent()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("STATE_DIRECTORY") is not null, "This process has a state directory.");
        ModuleIdentityOptions options = new() { Provisioning = { IdScope = "0ne00ABCDEF", RegistrationId = "line-4", SymmetricKey = { PrimaryKey = Convert.ToBase64String(new byte[32]) } } };
        options.UseOutbox(outbox => outbox.MaxAge = TimeSpan.Zero);

        OptionsValidationException exception = await Assert.ThrowsAsync<OptionsValidationException>(() => Pump.ConnectAsync(options, Cancellation));

        Assert.Contains(exception.Failures, fault => fault.StartsWith("ModuleIdentities:Outbox:Directory is missing", StringComparison.Ordinal));
        Assert.Contains(exception.Failures, fault => fault.StartsWith("ModuleIdentities:Outbox:MaxAge is 00:00:00", StringComparison.Ordinal));
    }

    private ModuleIdentityOptions Outbox(ModuleIdentityOptions options, Action<OutboxOptions>? configure = null) => options.UseOutbox(outbox =>
    {
        outbox.Directory = _folder;
        configure?.Invoke(outbox);
    });

    /// <summary>The same options, as another process has them.</summary>
    private static ModuleIdentityOptions Again(ModuleIdentityOptions options) => new()
    {
        Provisioning = options.Provisioning,
        Network = options.Network,
        Telemetry = options.Telemetry,
        LoggerFactory = options.LoggerFactory,
    };
}
